import type { Job } from '@varal/platform/handlers'
import { OutsideError } from '@varal/platform/outbound/outside-error'
import type { AssetId } from '@varal/schema/ids'
import { limits } from '../limits.ts'
import { NoPreview } from './no-preview.ts'
import { readOembed } from './oembed.ts'
import { pageText, shortLine } from './page-text.ts'
import { type PageSays, readPage } from './read-page.ts'
import { storeIcon, storePicture } from './store-picture.ts'
import { openVisit, type Visit } from './visit.ts'

const page = { accept: 'text/html,application/xhtml+xml,image/*;q=0.8', maxBytes: 2 ** 20, timeoutMs: 5_000 }
const oembed = { accept: 'application/json', maxBytes: 64 * 1024, timeoutMs: 5_000 }
const picture = { accept: limits.mimeTypes.join(','), maxBytes: 10 * 2 ** 20, timeoutMs: 10_000 }
const icon = { ...picture, maxBytes: 2 ** 18, timeoutMs: 5_000 }

const TITLE_CHARACTERS_MAX = 200
const DESCRIPTION_CHARACTERS_MAX = 500
const SITE_NAME_CHARACTERS_MAX = 100

/** What is kept of a page. */
export interface Preview {
  readonly title: string | null
  readonly description: string | null
  readonly siteName: string | null
  readonly pictureId: AssetId | null
  readonly iconKey: string | null
}

/** Visits a page and what it shows of itself. @throws NoPreview, OutsideError, Postponed */
export async function readLink(address: string, job: Job): Promise<Preview> {
  await using visit = openVisit(job)
  const says = await pageSays(address, visit)
  const more = says.oembedUrl && !(says.title && says.pictureUrl) ? await oembedOf(says.oembedUrl, visit) : null
  const found = { ...says }
  for (const part of ['title', 'description', 'siteName', 'pictureUrl'] as const) found[part] ??= more?.[part] ?? null

  const pictureFile = found.pictureUrl ? await partOf(found.pictureUrl, picture, visit) : null
  const iconFile = found.iconUrl ? await partOf(found.iconUrl, icon, visit) : null
  const preview = {
    title: shortLine(found.title, TITLE_CHARACTERS_MAX),
    description: shortLine(found.description, DESCRIPTION_CHARACTERS_MAX),
    siteName: shortLine(found.siteName, SITE_NAME_CHARACTERS_MAX),
    pictureId: pictureFile && (await storePicture(pictureFile, job)),
  }
  if (!preview.title && !preview.description && !preview.pictureId) throw new NoPreview('SAYS_NOTHING')
  return { ...preview, iconKey: iconFile && (await storeIcon(iconFile, job)) }
}

/** Where the page is a picture, that is what it says. */
async function pageSays(address: string, visit: Visit): Promise<PageSays> {
  const { status, headers, body, url } = await visit.page(address, page)
  if (status >= 500) throw new OutsideError('UNREACHABLE')
  if (status !== 200) throw new NoPreview('BAD_STATUS')
  const contentType = String(headers['content-type'] ?? '').toLowerCase()
  if (/^(text\/html|application\/xhtml\+xml)\b/.test(contentType)) return readPage(pageText(body, contentType), url)
  if (!contentType.startsWith('image/')) throw new NoPreview('NOT_A_PAGE')
  return { title: null, description: null, siteName: null, pictureUrl: url, iconUrl: null, oembedUrl: null }
}

async function oembedOf(address: string, visit: Visit) {
  const body = await partOf(address, oembed, visit)
  return body && readOembed(body, address)
}

/** A part that is not given, or is larger than it may be, is left out: the page is shown without it. */
async function partOf(address: string, wanted: Parameters<Visit['part']>[1], visit: Visit): Promise<Buffer | null> {
  try {
    const { status, body, isCut } = await visit.part(address, wanted)
    return status === 200 && !isCut ? body : null
  } catch (error) {
    if (error instanceof OutsideError || error instanceof NoPreview) return null
    throw error
  }
}
