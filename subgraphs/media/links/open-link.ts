import { isBlockedAddress } from '@varal/platform/outbound/blocked-hosts'
import { eq, sql } from 'drizzle-orm'
import { openOutToken } from '../link-content.ts'
import type { Ctx } from '../loaders.ts'
import { linkAssets } from './tables.ts'

/** Where a link of a post leads; counted unless it is blocked. Null for tokens that are not ours, and links of posts that are gone. */
export async function openLink(token: string, ctx: Ctx): Promise<{ url: string; isBlocked: boolean } | null> {
  const assetId = openOutToken(token, ctx)
  if (!assetId) return null
  const isIt = eq(linkAssets.assetId, assetId)
  const [link] = await ctx.db.select({ url: linkAssets.url }).from(linkAssets).where(isIt)
  if (!link) return null
  const isBlocked = isBlockedAddress(link.url, ctx.settings.links.blockedHosts)
  if (!isBlocked)
    await ctx.db
      .update(linkAssets)
      .set({ clicks: sql`${linkAssets.clicks} + 1` })
      .where(isIt)
  return { url: link.url, isBlocked }
}
