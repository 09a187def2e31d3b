import type { PostId } from '@varal/schema/ids'

export type CandidateSource = 'FRESH' | 'POPULAR'

export interface Candidate {
  readonly id: PostId
  readonly source: CandidateSource
}

/** Which ranking this is. A change of it ends the sessions of the one before. */
export const MODEL_VERSION = 'fresh-popular-1'

/** Recommendations of one session at most. */
const RANKED_MAX = 500

/**
 * Takes from the sources by turns, the hottest first, so that what is popular does not bury what is fresh. A post that
 * both have is taken once, from the source whose turn it is.
 * @param candidates the hottest of each source first
 */
export function rank(candidates: readonly Candidate[]): readonly Candidate[] {
  const { POPULAR = [], FRESH = [] } = Object.groupBy(candidates, ({ source }) => source)
  const queues = [POPULAR.values(), FRESH.values()]
  const ranked = new Map<PostId, Candidate>()
  while (queues.length > 0 && ranked.size < RANKED_MAX) {
    const queue = queues.shift()
    const next = queue?.find(({ id }) => !ranked.has(id))
    if (!queue || !next) continue
    ranked.set(next.id, next)
    queues.push(queue)
  }
  return [...ranked.values()]
}
