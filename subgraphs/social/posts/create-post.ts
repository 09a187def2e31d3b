import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockMediaOf } from '../advisory-lock.ts'
import { isUsable, knownAssets } from '../assets/reads.ts'
import type { AssetRow } from '../assets/tables.ts'
import { visibilities } from '../policy.ts'
import { announcePublished } from './announce-published.ts'
import { type PostRow, posts } from './tables.ts'

const ASSETS_MAX = 10

export const createPostInput = z
  .object({
    text: optionalParagraphs(5_000),
    assetIds: z.array(globalId('Asset')).max(ASSETS_MAX),
    visibility: z.enum(visibilities),
    idempotencyKey,
  })
  .superRefine(({ text, assetIds }, ctx) => {
    if (text === null && assetIds.length === 0) {
      ctx.addIssue({ code: 'too_small', origin: 'string', minimum: 1, input: text, path: ['text'] })
    }
    for (const [index, id] of assetIds.entries()) {
      if (assetIds.indexOf(id) < index) {
        ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: ['assetIds', index] })
      }
    }
  })

/** Publishes at once, or when the last of its media is ready. `awaitAssets` goes before it. */
export async function createPost(
  work: Work,
  author: Actor,
  { text, assetIds, visibility }: z.output<typeof createPostInput>,
): Promise<Outcome<{ post: { id: PostId } }>> {
  if (assetIds.length > 0) await lockMediaOf(work.db, author.id)
  const known = new Map((await assetsOf(work, assetIds)).map((asset) => [asset.id, asset]))
  for (const [index, id] of assetIds.entries()) {
    if (!isUsable(known.get(id), author.id)) return refuse('ASSET_NOT_USABLE', ['input', 'assetIds', String(index)])
  }
  const isReady = assetIds.every((id) => known.get(id)?.state === 'READY')

  const [post] = await work.db
    .insert(posts)
    .values({
      id: mintId('Post', work.at),
      authorId: author.id,
      kind: assetIds.length > 0 ? 'IMAGE' : 'TEXT',
      text,
      assetIds,
      visibility,
      state: isReady ? 'PUBLISHED' : 'WAITING_FOR_MEDIA',
      createdAt: work.at,
      publishedAt: isReady ? work.at : null,
    })
    .returning()
  const { id } = post as PostRow
  if (isReady) announcePublished(work, post as PostRow)
  return { post: { id } }
}

const assetsOf = async (work: Work, ids: readonly AssetId[]): Promise<AssetRow[]> =>
  ids.length === 0 ? [] : knownAssets(work.db, ids)
