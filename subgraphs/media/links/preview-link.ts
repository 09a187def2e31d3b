import type { Db } from '@varal/platform/db'
import { type Job, perform } from '@varal/platform/handlers'
import { OutsideError } from '@varal/platform/outbound/outside-error'
import type { Work } from '@varal/platform/work'
import type { AssetId, LinkId } from '@varal/schema/ids'
import { and, eq, exists, not } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { NoPreview } from './no-preview.ts'
import { type Preview, readLink } from './read-link.ts'
import { linksById } from './reads.ts'
import { links } from './tables.ts'

const terms = { deadlineMs: 80_000, attemptsMax: 3 }

export const previewLink = perform(
  'media.link.requested',
  'preview-link',
  ({ data: { linkId } }, job) => previewOrFail(linkId, job),
  ({ data: { linkId } }, work) => keepFailure(work, linkId),
  terms,
)

/**
 * Reads a page that posts lead to, for all of them, once for each request. A server that is silent is asked again by the
 * next attempt; everything else that is the page's fault is remembered at once.
 */
export async function previewOrFail(linkId: LinkId, job: Job): Promise<void> {
  const [link] = await linksById(job.db)([linkId])
  if (!link?.requestedAt) return
  try {
    const preview = await readLink(link.address, job)
    await job.work((work) => keepPreview(work, linkId, preview))
    if (link.iconKey) await job.objects.delete('renditions', [link.iconKey])
  } catch (error) {
    job.signal.throwIfAborted()
    const code = error instanceof NoPreview ? error.reason : error instanceof OutsideError ? error.code : null
    const isTransient = code === 'UNREACHABLE' || code === 'TIMEOUT'
    if (code === null || (isTransient && job.attempt < terms.attemptsMax)) throw error
    job.log.info({ linkId, code }, 'a link has no preview')
    await job.work((work) => keepFailure(work, linkId))
  }
}

const keepPreview = (work: Work, linkId: LinkId, preview: Preview) => keep(work, linkId, { ...preview, state: 'READY' })

const nothing: Preview = { title: null, description: null, siteName: null, pictureId: null, iconKey: null }

/** What it said before is shown no longer: it is outdated. */
const keepFailure = (work: Work, linkId: LinkId) => keep(work, linkId, { ...nothing, state: 'FAILED' })

async function keep(
  { db, at }: Work,
  linkId: LinkId,
  read: Preview & { readonly state: 'READY' | 'FAILED' },
): Promise<void> {
  const isIt = eq(links.id, linkId)
  const [before] = await db.select({ pictureId: links.pictureId }).from(links).where(isIt).for('update')
  await db
    .update(links)
    .set({ ...read, readAt: at, requestedAt: null })
    .where(isIt)
  const { pictureId } = read
  if (pictureId) await db.update(assets).set({ usedAt: at }).where(eq(assets.id, pictureId))
  if (before?.pictureId && before.pictureId !== pictureId) await letGo(db, before.pictureId)
}

/** A picture that no link shows is removed as whatever nobody shows. */
async function letGo(db: Db, pictureId: AssetId): Promise<void> {
  const isShown = exists(db.select({ id: links.id }).from(links).where(eq(links.pictureId, pictureId)))
  await db
    .update(assets)
    .set({ usedAt: null })
    .where(and(eq(assets.id, pictureId), not(isShown)))
}
