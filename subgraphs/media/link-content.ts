import { isBlockedAddress } from '@varal/platform/outbound/blocked-hosts'
import type { AssetId } from '@varal/schema/ids'
import { z } from 'zod'
import type { LinkAsset } from './links/reads.ts'
import type { Ctx } from './loaders.ts'

/** What the tokens of `/out` are sealed for. */
const OUT = 'out'

export const outToken = (assetId: AssetId, { cursors }: Pick<Ctx, 'cursors'>) => cursors.seal(OUT, assetId)

export const openOutToken = (token: string, { cursors }: Pick<Ctx, 'cursors'>) =>
  cursors.open(OUT, token, z.uuid()) as AssetId | null

/** What is shown of a link: of a blocked one where it leads, and nothing that it says. */
export function linkContent({ url, link, id, width, height, dominantColor }: LinkAsset) {
  return {
    __typename: 'LinkContent' as const,
    ...{ assetId: id, url, title: link.title, description: link.description, siteName: link.siteName },
    iconKey: link.iconKey,
    picture: link.pictureId && dominantColor ? { assetId: link.pictureId, width, height, dominantColor } : null,
  }
}

export type LinkContent = ReturnType<typeof linkContent>

export const isSafe = ({ url }: { url: string }, { settings }: Pick<Ctx, 'settings'>) =>
  !isBlockedAddress(url, settings.links.blockedHosts)
