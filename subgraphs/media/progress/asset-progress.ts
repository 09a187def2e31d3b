import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import { leavable } from '@varal/platform/live/leavable'
import { lastNumber } from '@varal/platform/live/number-items'
import { streamCursor, streamItems } from '@varal/platform/live/subscription'
import { assetTopic } from '@varal/schema/live'
import type { Ctx } from '../loaders.ts'
import type { AssetModel } from '../models.ts'
import { ownAsset } from '../own-asset.ts'
import { progressLog } from './reads.ts'

/** What happened to an asset and what happens, to its end. @throws Mistake if it is not the viewer's. */
export async function assetProgress(assetId: string, after: string | null | undefined, ctx: Ctx) {
  const id = decodeId('Asset', assetId)
  // Before the asset is read: if that has not finished, what was told until here was not its end.
  const told = id ? await lastNumber(ctx.db, assetTopic(id)) : 0
  const asset = await ownAsset(assetId, ctx)
  if (!asset || asset.kind === 'LINK') throw new Mistake('FORBIDDEN', 'There is no such asset of yours.')
  return itemsOf(asset, after, told, ctx)
}

async function itemsOf(asset: AssetModel, after: string | null | undefined, told: number, ctx: Ctx) {
  const topic = assetTopic(asset.id)
  const items = streamItems(ctx, {
    topic,
    log: progressLog(ctx.db, asset.id),
    after,
    from: 'beginning',
    render: ({ data }) => ({ __typename: 'AssetProgressEvent', ...data, assetId: asset.id }),
    // What failed may have begun again.
    isLast: ({ seq, data: { stage } }) =>
      stage === 'READY' || (stage === 'FAILED' && (asset.finishedAt === null ? seq > told : seq >= told)),
  })
  if (!asset.finishedAt) return items

  // Nothing comes after what had finished before this stream began: who has seen the last of it has seen the end.
  const end = streamCursor(ctx, topic, await lastNumber(ctx.db, topic))
  let isOver = false
  return leavable(
    async () => {
      const { done, value: item } = isOver ? { done: true, value: null } : await items.next()
      isOver = item?.cursor === end
      return done ? null : item
    },
    () => void items.return?.(),
  )
}
