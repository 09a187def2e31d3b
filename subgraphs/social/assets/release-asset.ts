import { type Db, rowsOf } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import { and, eq, sql } from 'drizzle-orm'
import { lockMediaOf } from '../advisory-lock.ts'
import { boards } from '../boards/tables.ts'
import { comments } from '../comments/tables.ts'
import { posts } from '../posts/tables.ts'
import { assets } from './tables.ts'

type Unwanted = EventData<'media.asset.unwanted'>

/** Says whether something here shows an asset; if not, nothing does from now on. Whatever shows assets takes the same lock. */
export async function keepOrRelease(work: Work, unwanted: Unwanted): Promise<void> {
  const { assetId, ownerId } = unwanted
  await lockMediaOf(work.db, ownerId)
  if (await isShown(work.db, unwanted)) return work.announce('social.asset.kept', unwanted)
  // What has failed stays failed, also if it is kept.
  await work.db
    .update(assets)
    .set({ state: 'RELEASED' })
    .where(and(eq(assets.id, assetId), eq(assets.state, 'READY')))
  work.announce('social.asset.released', unwanted)
}

/** Somebody else shows it. */
export async function showAgain(work: Work, { assetId }: Pick<Unwanted, 'assetId'>): Promise<void> {
  await work.db
    .update(assets)
    .set({ state: 'READY' })
    .where(and(eq(assets.id, assetId), eq(assets.state, 'RELEASED')))
}

/** Drafts and failed posts show it too, to who wrote them. Only its owner can have used it: the indexes of authors serve. */
async function isShown(db: Db, { assetId, ownerId }: Unwanted): Promise<boolean> {
  const [row] = await rowsOf<{ is_shown: boolean }>(
    db,
    sql`select
      exists (select from ${posts} where state = 'PUBLISHED' and asset_ids <> '{}' and asset_ids @> array[${assetId}::uuid])
      or exists (
        select from ${posts} where author_id = ${ownerId} and asset_ids @> array[${assetId}::uuid]
          and state in ('WAITING_FOR_MEDIA', 'FAILED', 'REMOVED', 'DELETED'))
      or exists (
        select from ${posts} where author_id = ${ownerId} and asset_ids @> array[${assetId}::uuid]
          and state in ('DRAFT', 'SCHEDULED'))
      or exists (select from ${comments} where author_id = ${ownerId} and asset_id = ${assetId})
      or exists (select from ${boards} where cover_asset_id = ${assetId}) as is_shown`,
  )
  return row?.is_shown === true
}
