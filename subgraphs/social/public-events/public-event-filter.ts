import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import type { UserId } from '@varal/schema/ids'
import { readHashtag } from '../hashtag-name.ts'
import type { PostKind, PostRow } from '../posts/tables.ts'

/** Which public posts a stream is about. What is absent makes no difference. */
export interface PublicEventFilter {
  readonly authorIds: ReadonlySet<UserId> | null
  readonly hashtags: ReadonlySet<string> | null
  readonly kinds: ReadonlySet<PostKind> | null
}

interface Given {
  readonly authorIds?: readonly string[] | null | undefined
  readonly hashtags?: readonly string[] | null | undefined
  readonly kinds?: readonly PostKind[] | null | undefined
}

const AUTHORS_MAX = 100
const HASHTAGS_MAX = 20
const KINDS_MAX = 10

/** @throws Mistake BAD_REQUEST if a list is empty or too long, or something in it is none of what it should be */
export function readFilter(given: Given | null | undefined): PublicEventFilter {
  return {
    authorIds: readList('authorIds', AUTHORS_MAX, given?.authorIds, (text) => decodeId('User', text)),
    hashtags: readList('hashtags', HASHTAGS_MAX, given?.hashtags, readHashtag),
    kinds: readList('kinds', KINDS_MAX, given?.kinds, (kind) => kind),
  }
}

function readList<Item, Read>(
  name: string,
  max: number,
  items: readonly Item[] | null | undefined,
  read: (item: Item) => Read | null,
): ReadonlySet<Read> | null {
  if (items == null) return null
  if (items.length < 1 || items.length > max)
    throw new Mistake('BAD_REQUEST', `\`filter.${name}\` has 1 to ${max} items, or is absent.`)
  const known = items.map((item) => read(item)).filter((one) => one !== null)
  if (known.length < items.length) throw new Mistake('BAD_REQUEST', `\`filter.${name}\` has something else in it.`)
  return new Set(known)
}

/** Whether a stream is about the post's author. The rest is not known of what is gone. */
export const isAboutAuthor = ({ authorIds }: PublicEventFilter, author: UserId): boolean =>
  authorIds === null || authorIds.has(author)

export const isAbout = ({ hashtags, kinds }: PublicEventFilter, post: Pick<PostRow, 'hashtags' | 'kind'>): boolean =>
  (kinds === null || kinds.has(post.kind)) && (hashtags === null || post.hashtags.some((name) => hashtags.has(name)))
