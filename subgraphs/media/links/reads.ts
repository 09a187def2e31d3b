import { among, type Db } from '@varal/platform/db'
import type { AssetId, LinkId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { assetsById } from '../assets/reads.ts'
import { type AssetRow, assets } from '../assets/tables.ts'
import { type LinkRow, linkAssets, links } from './tables.ts'

export const linksById = (db: Db) => (ids: readonly LinkId[]) => db.select().from(links).where(among(links.id, ids))

/** An asset that shows what a post leads to: as others, with the picture of the page for its own. */
export type LinkAsset = Omit<AssetRow, 'kind' | 'state'> & {
  readonly kind: 'LINK'
  readonly state: 'PROCESSING' | 'READY' | 'FAILED'
  readonly url: string
  readonly link: LinkRow
}

/** Assets of all kinds. What is no uploaded one may be a link: only then there is a second statement. */
export const assetsOfAllKinds =
  (db: Db) =>
  async (ids: readonly AssetId[]): Promise<(AssetRow | LinkAsset)[]> => {
    const uploaded = await assetsById(db)(ids)
    if (uploaded.length === ids.length) return uploaded
    const found = new Set(uploaded.map(({ id }) => id))
    return [...uploaded, ...(await linkAssetsById(db)(ids.filter((id) => !found.has(id))))]
  }

const states = { PENDING: 'PROCESSING', READY: 'READY', FAILED: 'FAILED' } as const

const linkAssetsById = (db: Db) => async (ids: readonly AssetId[]) => {
  const rows = await db
    .select({ shown: linkAssets, link: links, picture: assets })
    .from(linkAssets)
    .innerJoin(links, eq(links.id, linkAssets.linkId))
    .leftJoin(assets, eq(assets.id, links.pictureId))
    .where(among(linkAssets.assetId, ids))
  return rows.map(({ shown, link, picture }): LinkAsset => {
    const isFailed = link.state === 'FAILED'
    return {
      ...(picture ?? withoutPicture),
      kind: 'LINK',
      id: shown.assetId,
      ownerId: shown.ownerId,
      state: states[link.state],
      createdAt: shown.createdAt,
      failureCode: isFailed ? 'LINK_UNREADABLE' : null,
      failureIsRetryable: isFailed ? true : null,
      failureAttempt: isFailed ? 1 : null,
      altText: null,
      url: shown.url,
      link,
    }
  })
}

/** As if it had been there before anything was classified: there is nothing to classify. */
const withoutPicture = {
  ...{ width: null, height: null, thumbhash: null, dominantColor: null, frames: null },
  ...{ safetyState: null, isSensitive: false, modelSensitivity: null, moderatorSensitivity: null },
} as AssetRow
