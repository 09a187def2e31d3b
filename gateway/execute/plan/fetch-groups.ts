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

  for (let index = fetches.length - 1; index >= 0; index--) {
    const { node, conditions } = fetches[index] as PlannedFetch
    if (!node.requires || conditions.length > 0 || isNeeded.has(index)) continue
    for (let wave = last; wave > (waves[index] as number); wave--) {
      if (!isMet(wave, node.serviceName, index)) continue
      waves[index] = wave
      break
    }
  }
  return waves
}
