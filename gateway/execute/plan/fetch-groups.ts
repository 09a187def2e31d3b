import { parse, visit } from 'graphql'
import type { FetchNode } from '../apollo-internals.ts'
import type { PlannedFetch } from './planned-fetches.ts'

/** Fetches that go to one subgraph as one request. */
export interface FetchGroup {
  readonly members: readonly PlannedFetch[]
  /** Indexes of the groups that must be done before, in the same list. */
  readonly after: readonly number[]
}

/**
 * Puts the entity fetches of one subgraph that can go at the same time into one request. A fetch whose entities nobody
 * waits for may also go later, with others that have to: fewer requests, and the answer is complete no later.
 */
export function groupFetches(
  fetches: readonly PlannedFetch[],
  { mayWait }: { readonly mayWait: boolean },
): FetchGroup[] {
  const waves = mayWait ? waitForOthers(fetches, earliestWaves(fetches)) : earliestWaves(fetches)
  const groupOf: number[] = []
  const groups: PlannedFetch[][] = []
  const known = new Map<string, number>()

  fetches.forEach((fetch, index) => {
    const canJoin = fetch.node.requires && fetch.conditions.length === 0
    const key = canJoin ? `${waves[index]} ${fetch.node.serviceName}` : `alone ${index}`
    const group = known.get(key) ?? groups.push([]) - 1
    known.set(key, group)
    groups[group]?.push(fetch)
    groupOf[index] = group
  })
  return groups.map((members, group) => {
    const after = members.flatMap((member) => [...member.after].map((index) => groupOf[index] as number))
    return { members, after: [...new Set(after)].filter((other) => other !== group) }
  })
}

/** How many fetches, one after another, come before each. */
function earliestWaves(fetches: readonly PlannedFetch[]): number[] {
  const waves: number[] = []
  for (const { after } of fetches) waves.push(Math.max(-1, ...[...after].map((index) => waves[index] as number)) + 1)
  return waves
}

function waitForOthers(fetches: readonly PlannedFetch[], earliest: readonly number[]): number[] {
  const waves = [...earliest]
  const last = Math.max(0, ...waves)
  const isNeeded = new Set(fetches.flatMap(({ after }) => [...after]))
  const isMet = (wave: number, service: string, self: number) =>
    fetches.some(
      ({ node }, index) => index !== self && waves[index] === wave && node.requires && node.serviceName === service,
    )

  const overwrites = fetches.map(({ node }) => aliasesIn(node.operation))
  /** Whether what a fetch needs to know would be something else by then: a client may call another field so. */
  const isSpoiled = (index: number, from: number, until: number) =>
    requiredNames((fetches[index] as PlannedFetch).node).some((name) =>
      fetches.some((_, other) => {
        const wave = waves[other] as number
        return other !== index && wave >= from && wave < until && overwrites[other]?.has(name)
      }),
    )

  for (let index = fetches.length - 1; index >= 0; index--) {
    const { node, conditions } = fetches[index] as PlannedFetch
    const own = waves[index] as number
    if (!node.requires || conditions.length > 0 || isNeeded.has(index)) continue
    for (let wave = last; wave > own; wave--) {
      if (!isMet(wave, node.serviceName, index) || isSpoiled(index, own, wave)) continue
      waves[index] = wave
      break
    }
  }
  return waves
}

/** What a representation is made of. */
function requiredNames({ requires = [] }: FetchNode): string[] {
  const namesIn = (selections: NonNullable<FetchNode['requires']>): string[] =>
    selections.flatMap((one) => (one.kind === 'Field' ? [one.alias ?? one.name] : namesIn(one.selections)))
  return namesIn(requires)
}

/** Names under which a fetch brings fields that are called something else. */
function aliasesIn(operation: string): ReadonlySet<string> {
  const aliases = new Set<string>()
  visit(parse(operation, { noLocation: true }), {
    Field({ alias, name }) {
      if (alias && alias.value !== name.value) aliases.add(alias.value)
    },
  })
  return aliases
}
