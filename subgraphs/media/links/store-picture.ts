import { createHash, randomBytes } from 'node:crypto'
import type { Job } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import { nameId } from '@varal/platform/name-id'
import type { AssetId } from '@varal/schema/ids'
import { assetsById, assetsOfBytes } from '../assets/reads.ts'
import { assets } from '../assets/tables.ts'
import { decode, openPicture, probe } from '../decoder.ts'
import { originalKey } from '../object-keys.ts'
import { showOrFail } from '../show-picture.ts'
import { sniffType } from '../sniff-type.ts'
import { UnusableFile } from '../unusable-file.ts'

/** Whose the pictures of pages are: nobody's, so that they count in no quota and go with no account. */
export const LINKS_OWNER = nameId('User', 'the pictures of links')

const ICON_SIDE_PX_MAX = 64

/**
 * Makes an asset of a stranger's picture as of any other: decoded, made anew, classified. The same bytes are the same
 * asset. Null if it is none that we take.
 */
export async function storePicture(file: Buffer, job: Job): Promise<AssetId | null> {
  const type = sniffType(file)
  if (!type) return null
  const sha256 = createHash('sha256').update(file).digest('hex')
  const [known] = await assetsOfBytes(job.db, LINKS_OWNER)([sha256])
  const id = known?.id ?? (await reserve(file, type, sha256, job))
  await showOrFail(id, job)
  const [asset] = await assetsById(job.db)([id])
  return asset?.state === 'READY' ? id : null
}

async function reserve(file: Buffer, type: string, sha256: string, job: Job): Promise<AssetId> {
  const id = mintId('Asset', job.clock.now())
  await job.objects.put('originals', originalKey(id), file, type)
  await job.work((work) =>
    work.db.insert(assets).values({
      id,
      ownerId: LINKS_OWNER,
      kind: 'IMAGE',
      state: 'PROCESSING',
      sha256,
      renditionSecret: randomBytes(16).toString('hex'),
      percent: 5,
      safetyState: 'PENDING',
      createdAt: work.at,
      // Until no link shows it: then it goes as what nobody shows.
      usedAt: work.at,
    }),
  )
  return id
}

/** Its key, under which it is a small PNG; null if it is no picture that we take. */
export async function storeIcon(file: Buffer, { objects }: Job): Promise<string | null> {
  const type = sniffType(file)
  if (!type) return null
  try {
    await probe(file, type)
    const small = {
      width: ICON_SIDE_PX_MAX,
      height: ICON_SIDE_PX_MAX,
      fit: 'inside',
      withoutEnlargement: true,
    } as const
    const png = await openPicture(await decode(file, 4 * ICON_SIDE_PX_MAX))
      .resize(small)
      .png()
      .toBuffer()
    const key = `links/${randomBytes(16).toString('hex')}/icon.png`
    await objects.put('renditions', key, png, 'image/png')
    return key
  } catch (error) {
    if (error instanceof UnusableFile) return null
    throw error
  }
}
