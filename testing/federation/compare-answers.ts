import type { ExecutionResult, GraphQLError } from 'graphql'

/** Where the data differs, or null: every value, every list, every key, null where the other is null and nothing where it has nothing. */
export const dataDifference = (ours: ExecutionResult, stock: ExecutionResult): string | null => {
  const where = differenceAt(ours.data, stock.data, '')
  return where === null ? null : `data${where}`
}

/**
 * Which error one answer has and the other has not, or null. Those of subgraphs are the same: each as often, with the same
 * path, message and code. Where the two mean to differ, it is judged what ours promises instead:
 * - Apollo tells of values that do not fit the schema (a hole that takes its surroundings with it, an enum value that
 *   clients do not know) in `extensions`, or not at all. Ours may tell of them in `errors`, as faults of ours at places that
 *   are empty; and must when nothing is left of the answer.
 * - Apollo gives a fetch that nobody answered one error without a path. Ours gives an error at places that it leaves empty:
 *   see `unexplained`.
 */
export function errorDifference(ours: ExecutionResult, stock: ExecutionResult): string | null {
  const [more, fewer] = [without(live(ours), stock.errors ?? []), without(stock.errors ?? [], live(ours))]
  if (fewer.length > 0) return `an error is missing: ${textOf(fewer[0]!)}`
  const invented = more.find((error) => error.extensions['code'] !== 'INTERNAL' || !isEmptyAt(ours.data, error.path))
  if (invented) return `an error too many: ${textOf(invented)}`
  return ours.data === null && !ours.errors?.length ? 'the answer is empty without saying why' : null
}

/** Names that the planner gives fields, so that one request can ask for different things under one response name. */
const PLANNERS_NAME = /__alias_\d+$/

const isDead = ({ extensions }: GraphQLError) => extensions['code'] === 'SUBGRAPH_UNAVAILABLE'
const live = ({ errors }: ExecutionResult) => (errors ?? []).filter((error) => !isDead(error))
const textOf = ({ message, path, extensions }: GraphQLError) =>
  JSON.stringify([path?.map((part) => String(part).replace(PLANNERS_NAME, '')), message, extensions['code']])

/** What `errors` has that `others` has not, counted. */
function without(errors: readonly GraphQLError[], others: readonly GraphQLError[]): GraphQLError[] {
  const left = others.map(textOf)
  return errors.filter((error) => {
    const found = left.indexOf(textOf(error))
    if (found >= 0) left.splice(found, 1)
    return found < 0
  })
}

/** Where two values differ first, as a path with both values; null if nowhere. Prototypes and the order of keys do not count. */
export function differenceAt(ours: unknown, stock: unknown, path: string): string | null {
  const differs = `${path}: ours ${shown(ours)}, stock ${shown(stock)}`
  if (typeof ours !== 'object' || typeof stock !== 'object' || ours === null || stock === null)
    return Object.is(ours, stock) ? null : differs
  if (Array.isArray(ours) !== Array.isArray(stock)) return differs
  const [our, their] = [ours as Record<string, unknown>, stock as Record<string, unknown>]
  for (const key of new Set([...Object.keys(our), ...Object.keys(their)])) {
    if (Object.hasOwn(our, key) !== Object.hasOwn(their, key))
      return `${path}.${key}: only ${Object.hasOwn(our, key) ? 'ours' : 'stock'} has it`
    const inner = differenceAt(our[key], their[key], `${path}.${key}`)
    if (inner !== null) return inner
  }
  return null
}

const shown = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 200)

type Place = readonly (string | number)[]

/** What stands at a place; of one that is in nothing, that nothing. */
function valueAt(data: unknown, place: Place = []): unknown {
  let value = data
  for (const part of place) {
    if (typeof value !== 'object' || value === null) break
    value = (value as Record<string | number, unknown>)[part]
  }
  return value ?? null
}

const isEmptyAt = (data: unknown, place: Place | undefined) => valueAt(data, place) === null

/**
 * Where a dead subgraph left our answer empty without an error that says so, or where an error says so of a place that is
 * not empty; null if nowhere. The reason of a hole may stand at the place, within what was there, or beside it: an entity
 * that could not be asked for a key says so in the key's place, and what the key leads to is empty as well.
 * @param healthy the answer when every subgraph lives
 */
export function unexplained(ours: ExecutionResult, healthy: ExecutionResult): string | null {
  const reasons = (ours.errors ?? []).map(({ path = [] }) => path)
  // A field that is asked for under the name of a key may show the key instead. Then it is right to say that it is not there.
  const untrue = ours.errors?.find(
    (error) =>
      isDead(error) &&
      !isEmptyAt(ours.data, error.path) &&
      differenceAt(valueAt(ours.data, error.path), valueAt(healthy.data, error.path), '') === null,
  )
  if (untrue) return `an error at a place that is not empty: ${textOf(untrue)}`
  const hole = holes(ours.data, healthy.data, []).find(
    (place) => !reasons.some((reason) => startsWith(reason, place) || startsWith(place, besides(reason))),
  )
  return hole ? `nothing says why ${JSON.stringify(hole)} is empty` : null
}

/** What an error is beside of: the object in which its place is. The whole answer is nobody's neighbour. */
const besides = (reason: Place) => (reason.length > 1 ? reason.slice(0, -1) : reason)

function holes(data: unknown, healthy: unknown, place: Place): Place[] {
  if (healthy === null || healthy === undefined) return []
  if (data === null || data === undefined) return [place]
  if (typeof data !== 'object' || typeof healthy !== 'object') return []
  return Object.entries(healthy).flatMap(([key, value]) =>
    holes((data as Record<string, unknown>)[key], value, [...place, Array.isArray(healthy) ? Number(key) : key]),
  )
}

const startsWith = (place: Place, start: Place) => start.every((part, index) => place[index] === part)
