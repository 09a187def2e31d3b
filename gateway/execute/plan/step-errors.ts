import { isObjectType, parse } from 'graphql'
import type { GivenError } from '../client-errors.ts'
import type { FetchStep, Slot } from './fetch-step.ts'
import { missingFields } from './missing-fields.ts'
import { pathsOfEntities, type ResponsePath } from './places.ts'
import { isOfType } from './rewrites.ts'
import type { Run, Targets } from './run.ts'

/** A client is told so many errors of one answer. What it could do with more, it can do with these. */
const ERRORS_MAX = 1_000

function add(run: Run, error: GivenError): void {
  if (run.errors.length < ERRORS_MAX) run.errors.push(error)
}

/** Adds what a subgraph told of its fields, at the places that these have in the whole answer. */
export function addErrors(
  { slots, subgraph }: FetchStep,
  targets: readonly Targets[],
  errors: readonly GivenError[],
  run: Run,
): void {
  for (const error of errors) {
    const { message, path, extensions } = error
    const slot = slots?.findIndex(({ name }) => name === path?.[0]) ?? -1
    const [, index, ...rest] = path ?? []
    const places =
      slots &&
      (slot === -1 || typeof index !== 'number'
        ? [undefined]
        : pathsOf(slots[slot] as Slot, targets[slot]?.[index] ?? [], run))
    for (const place of places ?? [path]) {
      add(run, {
        message,
        path: slots && place ? [...place, ...rest] : place,
        extensions: { ...extensions, serviceName: subgraph },
      })
    }
  }
}

/** Adds the reason why there is no answer at each place that it leaves empty. */
export function addMissing(
  { slots, query }: FetchStep,
  targets: readonly Targets[],
  reason: GivenError,
  run: Run,
): void {
  const { message, extensions } = reason
  if (!slots) {
    for (const field of missingFields(parse(query), run.coerced)) add(run, { message, path: [field], extensions })
    return
  }
  slots.forEach((slot, number) => {
    const document = parse(slot.operation)
    for (const entities of targets[number] ?? []) {
      const typename = String(entities[0]?.['__typename'])
      // Of one whose type is not known yet, or of which nothing else is asked, it is the entity itself that is missing.
      const fields = isObjectType(run.schema.getType(typename))
        ? missingFields(document, run.coerced, { typename, isOfType: (type, on) => isOfType(run.schema, type, on) })
        : []
      for (const place of pathsOf(slot, entities, run)) {
        if (fields.length === 0) add(run, { message, path: place, extensions })
        for (const field of fields) add(run, { message, path: [...place, field], extensions })
      }
    }
  })
}

function pathsOf({ members }: Slot, entities: readonly unknown[], { data }: Run): ResponsePath[] {
  return members
    .flatMap(({ place }) => pathsOfEntities(data, place))
    .filter(({ entity }) => entities.includes(entity))
    .map(({ path }) => path)
}
