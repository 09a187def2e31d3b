import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Outcome, refuse, refuseVersion } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { visibilities } from '../policy.ts'
import { hashtagsIn } from '../span.ts'
import { spansOf } from '../spans-of.ts'
import { announceEdited } from './announce.ts'
import { isSchedulable, postContent } from './post-content.ts'
import { postKind } from './post-kind.ts'
import { countRevisions, ownPost } from './reads.ts'
import { type BlockedHosts, refusalOfLinks } from './refuse-links.ts'
import { type PostRow, postRevisions, posts } from './tables.ts'

/** Earlier texts of a post. Who has changed it so often publishes another. */
const REVISIONS_MAX = 100

/** What is absent stays, and is absent from the output too. */
export const updatePostInput = z.object({
  id: globalId('Post'),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  text: postContent.editedText.exactOptional(),
  link: postContent.link.exactOptional(),
  visibility: z.enum(visibilities).exactOptional(),
  sensitive: z.boolean().exactOptional(),
  contentWarning: postContent.contentWarning.exactOptional(),
  locale: postContent.locale.exactOptional(),
  publishAt: postContent.moment.nullable().exactOptional(),
})

/**
 * Changes the author's own post. An edit that changes nothing is no edit: it has no version and is not told. Whom the text
 * mentions, and its hashtags, are found anew.
 */
export async function updatePost(
  work: Work,
  author: Actor,
  { id, expectedVersion, publishAt, ...edits }: z.output<typeof updatePostInput>,
  blockedHosts: BlockedHosts,
): Promise<Outcome<{ post: { id: PostId } }>> {
  const before = await ownPost(work.db, author.id, id)
  if (!before) return refuse('NOT_FOUND', ['input', 'id'])
  // What moderators have judged stays as it was.
  if (before.state === 'REMOVED') return refuse('FORBIDDEN', ['input', 'id'])
  if (expectedVersion !== before.version) return refuseVersion(before.version)

  const after: PostRow = { ...before, ...edits, version: before.version + 1 }
  if (after.text === null && after.assetIds.length === 0 && after.link === null && after.quoteOf === null)
    return refuse('VALIDATION_FAILED', ['input', 'text'])
  const blocked = refusalOfLinks(edits, blockedHosts)
  if (blocked) return blocked
  if (publishAt !== undefined) {
    if (before.state !== 'DRAFT' && before.state !== 'SCHEDULED')
      return refuse('ALREADY_PUBLISHED', ['input', 'publishAt'])
    if (publishAt && !isSchedulable(publishAt, work.at)) return refuse('VALIDATION_FAILED', ['input', 'publishAt'])
    after.publishAt = publishAt
    after.state = publishAt ? 'SCHEDULED' : 'DRAFT'
  }
  const isOtherText = after.text !== before.text
  const isOtherContent = isOtherText || content.some((field) => after[field] !== before[field])
  const isOtherMoment = after.publishAt?.getTime() !== before.publishAt?.getTime()
  if (!isOtherContent && !isOtherMoment && after.visibility === before.visibility) return { post: { id } }

  if (isOtherText) {
    after.spans = await spansOf(work.db, author.id, after.text)
    after.hashtags = hashtagsIn(after.spans)
  }
  if (after.link !== before.link) after.linkAssetId = after.link === null ? null : mintId('Asset', work.at)
  if (after.assetIds.length === 0) after.kind = postKind([], after.link)
  if (before.publishedAt && isOtherText) {
    if ((await countRevisions(work.db, id)) >= REVISIONS_MAX) return refuse('LIMIT_REACHED', ['input', 'text'])
    await keepRevision(work, before)
  }
  if (before.publishedAt && isOtherContent) after.editedAt = work.at

  const { id: _id, authorId: _authorId, createdAt: _createdAt, assetIds: _assetIds, ...changes } = after
  await work.db.update(posts).set(changes).where(eq(posts.id, id))
  if (after.state === 'PUBLISHED') announceEdited(work, after, before.visibility)
  return { post: { id } }
}

/** What readers would call an edit, besides the text. */
const content = ['link', 'sensitive', 'contentWarning', 'locale'] as const

const keepRevision = ({ db, at }: Work, { id, version, text, spans, visibility, editedAt, publishedAt }: PostRow) =>
  db
    .insert(postRevisions)
    .values({ postId: id, version, text, spans, visibility, writtenAt: editedAt ?? publishedAt ?? at })
