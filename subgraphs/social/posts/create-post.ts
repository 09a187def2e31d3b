import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockMediaOf } from '../advisory-lock.ts'
import { isUsable, knownAssets } from '../assets/reads.ts'
import type { AssetRow } from '../assets/tables.ts'
import { type PostState, visibilities } from '../policy.ts'
import { hashtagsIn } from '../span.ts'
import { spansOf } from '../spans-of.ts'
import { announcePublished } from './announce.ts'
import { isSchedulable, postContent } from './post-content.ts'
import { postKind } from './post-kind.ts'
import { countUnpublished, visiblePost } from './reads.ts'
import { type BlockedHosts, refusalOfLinks } from './refuse-links.ts'
import { type PostRow, posts } from './tables.ts'

const ASSETS_MAX = 10
/** Drafts and scheduled posts of a person. */
const UNPUBLISHED_MAX = 500

export const createPostInput = z
  .object({
    text: postContent.text,
    assetIds: z.array(globalId('Asset')).max(ASSETS_MAX),
    link: postContent.link.default(null),
    visibility: z.enum(visibilities),
    sensitive: z.boolean().default(false),
    contentWarning: postContent.contentWarning.default(null),
    locale: postContent.locale.default(null),
    quoteOf: globalId('Post').nullable().default(null),
    publishAt: postContent.moment.nullable().default(null),
    asDraft: z.boolean().default(false),
    whenMediaNotReady: z.enum(['PUBLISH_WHEN_PLAYABLE', 'REJECT']).default('PUBLISH_WHEN_PLAYABLE'),
    idempotencyKey,
  })
  .superRefine(({ text, assetIds, link, quoteOf, asDraft, publishAt }, ctx) => {
    if (text === null && assetIds.length === 0 && link === null && quoteOf === null) {
      ctx.addIssue({ code: 'too_small', origin: 'string', minimum: 1, input: text, path: ['text'] })
    }
    if (asDraft && publishAt !== null) ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: ['publishAt'] })
    for (const [index, id] of assetIds.entries()) {
      if (assetIds.indexOf(id) < index) {
        ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: ['assetIds', index] })
      }
    }
  })

type Input = z.output<typeof createPostInput>

/** Publishes at once, when the last of its media is ready, when it is due, or not yet. `awaitAssets` goes before it. */
export async function createPost(
  work: Work,
  author: Actor,
  input: Input,
  blockedHosts: BlockedHosts,
): Promise<Outcome<{ post: { id: PostId } }>> {
  const { text, assetIds, link, visibility, quoteOf, publishAt } = input
  if (publishAt && !isSchedulable(publishAt, work.at)) return refuse('VALIDATION_FAILED', ['input', 'publishAt'])
  if ((input.asDraft || publishAt) && (await countUnpublished(work.db, author.id)) >= UNPUBLISHED_MAX)
    return refuse('LIMIT_REACHED')
  const blocked = refusalOfLinks({ link, text }, blockedHosts)
  if (blocked) return blocked
  if (quoteOf && !(await visiblePost(work.db, author, quoteOf))) return refuse('NOT_FOUND', ['input', 'quoteOf'])

  if (assetIds.length > 0) await lockMediaOf(work.db, author.id)
  const known = new Map((await assetsOf(work, assetIds)).map((asset) => [asset.id, asset]))
  const isUnready = (id: AssetId) => known.get(id)?.state !== 'READY'
  const refused = assetIds.findIndex(
    (id) => !isUsable(known.get(id), author.id) || (input.whenMediaNotReady === 'REJECT' && isUnready(id)),
  )
  if (refused >= 0) return refuse('ASSET_NOT_USABLE', ['input', 'assetIds', String(refused)])

  const state = stateOf(input, assetIds.some(isUnready))
  const spans = await spansOf(work.db, author.id, text)
  const [post] = await work.db
    .insert(posts)
    .values({
      id: mintId('Post', work.at),
      authorId: author.id,
      kind: postKind([...known.values()], link),
      text,
      spans,
      hashtags: hashtagsIn(spans),
      assetIds,
      link,
      linkAssetId: link === null ? null : mintId('Asset', work.at),
      visibility,
      sensitive: input.sensitive,
      contentWarning: input.contentWarning,
      locale: input.locale,
      quoteOf,
      state,
      createdAt: work.at,
      publishedAt: state === 'PUBLISHED' ? work.at : null,
      publishAt,
    })
    .returning()
  const { id } = post as PostRow
  if (state === 'PUBLISHED') announcePublished(work, post as PostRow)
  return { post: { id } }
}

function stateOf({ asDraft, publishAt }: Input, mustWait: boolean): PostState {
  if (asDraft) return 'DRAFT'
  if (publishAt) return 'SCHEDULED'
  return mustWait ? 'WAITING_FOR_MEDIA' : 'PUBLISHED'
}

const assetsOf = async (work: Work, ids: readonly AssetId[]): Promise<AssetRow[]> =>
  ids.length === 0 ? [] : knownAssets(work.db, ids)
