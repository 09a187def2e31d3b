import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId, PostId, UserId } from '@varal/schema/ids'
import { and, eq, isNull, lte, ne, or } from 'drizzle-orm'
import { canonicalAddress, linkIdOf } from './link-address.ts'
import { linkAssets, links } from './tables.ts'

const HOUR_MS = 60 * 60_000
/** How long what a page said is good for, and how long it is left alone that could not be read. */
const READY_MS = 7 * 24 * HOUR_MS
const FAILED_MS = HOUR_MS
/** Whoever was asked to read a page and has not in this time, never will. */
const REQUESTED_MS = HOUR_MS

interface LinkingPost {
  readonly postId: PostId
  readonly authorId: UserId
  readonly link?: { readonly url: string; readonly assetId: AssetId } | null | undefined
}

const expectPublished = on('social.post.published', 'expect-link', ({ data }, work) => expectLink(work, data))

const expectEdited = on('social.post.edited', 'expect-edited-link', async ({ data }, work) => {
  // Told before posts had links to tell of: nothing is known.
  if (data.link === undefined) return
  const isAnother = data.link ? ne(linkAssets.assetId, data.link.assetId) : undefined
  await work.db.delete(linkAssets).where(and(eq(linkAssets.postId, data.postId), isAnother))
  await expectLink(work, data)
})

const forgetDeleted = on('social.post.deleted', 'forget-link', async ({ data }, work) => {
  await work.db.delete(linkAssets).where(eq(linkAssets.postId, data.postId))
})

/** Gives a post's link its asset, and has the page read unless somebody did lately or is about to. */
async function expectLink(work: Work, { postId, authorId, link }: LinkingPost): Promise<void> {
  if (!link) return
  const { db, at } = work
  const address = canonicalAddress(link.url)
  const id = linkIdOf(address)
  await db.insert(links).values({ id, address }).onConflictDoNothing()
  const asset = { assetId: link.assetId, linkId: id, postId, ownerId: authorId, url: link.url, createdAt: at }
  await db.insert(linkAssets).values(asset).onConflictDoNothing()

  const before = (ms: number) => new Date(at.getTime() - ms)
  const isOutdated = or(
    isNull(links.readAt),
    and(eq(links.state, 'READY'), lte(links.readAt, before(READY_MS))),
    and(eq(links.state, 'FAILED'), lte(links.readAt, before(FAILED_MS))),
  )
  const isUnasked = or(isNull(links.requestedAt), lte(links.requestedAt, before(REQUESTED_MS)))
  const due = await db
    .update(links)
    .set({ requestedAt: at })
    .where(and(eq(links.id, id), isOutdated, isUnasked))
    .returning({ id: links.id })
  if (due.length > 0) work.announce('media.link.requested', { linkId: id })
}

export const linkHandlers = [expectPublished, expectEdited, forgetDeleted]
