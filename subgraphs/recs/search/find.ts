import type { Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { type Hit, hitsBySpelling, hitsByWords, matchKinds, type SearchType } from './reads.ts'
import { wordsOf } from './words.ts'

/** Hits of one search at most. */
const HITS_MAX = 200
/** Similar spellings are looked for only if there are fewer hits than this: nobody mistypes what is found twenty times. */
const ENOUGH = 20
/** Shorter queries are similar to anything. Characters. */
const SPELLING_MIN = 4

/**
 * Everything that a search finds, the best first: by kind of match, people before posts, then the closest name or the
 * newest post. A statement for each type, and four more if there is not enough.
 */
export async function find(
  db: Db,
  query: string,
  types: ReadonlySet<SearchType>,
  viewer: UserId | null,
): Promise<readonly Hit[]> {
  const words = wordsOf(query)
  if (words.length === 0) return []
  const wanted = { words, viewer, limit: HITS_MAX / types.size }
  const inOrder = (['USER', 'POST'] as const).filter((type) => types.has(type))

  const byWords = (await Promise.all(inOrder.map((type) => hitsByWords(db, type, wanted)))).flat()
  const found = best(byWords)
  if (found.length >= ENOUGH || words.join('').length < SPELLING_MIN) return found
  return best([...byWords, ...(await hitsBySpelling(db, inOrder, wanted))])
}

/** Each thing once, by its best match. `hits` of one kind and type are in order. */
export function best(hits: readonly Hit[]): readonly Hit[] {
  const byId = new Map<string, Hit>()
  for (const kind of matchKinds) {
    for (const hit of hits) if (hit.match === kind && !byId.has(hit.id)) byId.set(hit.id, hit)
  }
  return [...byId.values()].slice(0, HITS_MAX)
}
