import { createHash } from 'node:crypto'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, type Refusal, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { and, count, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { lockedAsset } from '../assets/reads.ts'
import type { AssetRow } from '../assets/tables.ts'
import { captionsPrefix } from './caption-keys.ts'
import { parseWebvtt, WEBVTT_BYTES_MAX } from './parse-webvtt.ts'
import { captions } from './tables.ts'

/** Of one video. */
const TRACKS_MAX = 30

/** BCP 47, in its canonical form. */
const locale = z
  .string()
  .max(35)
  .refine((tag) => canonical(tag) !== null, 'MALFORMED')
  .transform((tag) => canonical(tag)!)

export const addCaptionsInput = z.object({
  assetId: globalId('Asset'),
  locale,
  // It is an attribute in quotes of a line in a playlist.
  label: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^"\p{Cc}\p{Zl}\p{Zp}]*$/u),
  webvtt: z.string().max(WEBVTT_BYTES_MAX),
  isDefault: z.boolean().nullish(),
})

type Edited = Outcome<{ asset: { id: AssetId } }>

/** Puts a track of captions on a video, in the place of one in the same language. It is shown some moments later. */
export async function addCaptions(work: Work, owner: Actor, input: z.output<typeof addCaptionsInput>): Promise<Edited> {
  const { assetId, label } = input
  const video = await ownVideo(work, owner, assetId)
  if ('userErrors' in video) return video
  const webvtt = parseWebvtt(input.webvtt)
  if (webvtt === null) return refuse('CAPTIONS_INVALID', ['input', 'webvtt'])
  const isOther = and(eq(captions.assetId, assetId), ne(captions.locale, input.locale))
  const [others] = await work.db.select({ count: count() }).from(captions).where(isOther)
  if ((others?.count ?? 0) >= TRACKS_MAX) return refuse('LIMIT_REACHED', ['input', 'locale'])

  const hash = createHash('sha256').update(webvtt).digest('hex').slice(0, 16)
  const track = {
    label,
    key: `${captionsPrefix(video.renditionSecret)}${input.locale.toLowerCase()}-${hash}.vtt`,
    bytes: Buffer.byteLength(webvtt),
    webvtt,
    isDefault: input.isDefault === true,
    addedAt: work.at,
  }
  if (track.isDefault) await work.db.update(captions).set({ isDefault: false }).where(isOther)
  await work.db
    .insert(captions)
    .values({ assetId, locale: input.locale, ...track })
    .onConflictDoUpdate({ target: [captions.assetId, captions.locale], set: track })
  work.announce('media.captions.changed', { assetId, ownerId: owner.id })
  return { asset: { id: assetId } }
}

export const removeCaptionsInput = z.object({ assetId: globalId('Asset'), locale })

/** Takes a track of captions away. Without it there is nothing to do. */
export async function removeCaptions(
  work: Work,
  owner: Actor,
  input: z.output<typeof removeCaptionsInput>,
): Promise<Edited> {
  const video = await ownVideo(work, owner, input.assetId)
  if ('userErrors' in video) return video
  const isTrack = and(eq(captions.assetId, input.assetId), eq(captions.locale, input.locale))
  const removed = await work.db.delete(captions).where(isTrack).returning({ locale: captions.locale })
  if (removed.length > 0) work.announce('media.captions.changed', { assetId: input.assetId, ownerId: owner.id })
  return { asset: { id: input.assetId } }
}

/** Locked: who changes a video's captions takes turns. */
async function ownVideo(work: Work, owner: Actor, id: AssetId): Promise<AssetRow | Refusal> {
  const path = ['input', 'assetId']
  const [asset] = await lockedAsset(work.db, id)
  if (asset?.ownerId !== owner.id) return refuse('NOT_FOUND', path)
  if (asset.kind !== 'VIDEO' || asset.state === 'FAILED') return refuse('ASSET_NOT_USABLE', path)
  return asset.state === 'PLAYABLE' || asset.state === 'READY' ? asset : refuse('ASSET_UNFINISHED', path)
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}
