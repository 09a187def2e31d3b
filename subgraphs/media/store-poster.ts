import type { Job } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetRow } from './assets/tables.ts'
import { decode } from './decoder.ts'
import { makeRendition, planRenditions } from './images/make-renditions.ts'
import { type Placeholder, placeholderOf } from './images/placeholder.ts'
import { type RenditionRow, renditions } from './images/tables.ts'
import { firstStepWidthsPx, renditionKey } from './object-keys.ts'

/** A picture of a video, in the renditions that a picture has. */
export interface StoredPoster {
  readonly learned: Placeholder
  /** To be called with the asset's becoming PLAYABLE. */
  keep(work: Work): Promise<void>
}

export async function storePoster(asset: AssetRow, png: Buffer, job: Job): Promise<StoredPoster> {
  const picture = await decode(png, firstStepWidthsPx.at(-1)!)
  const rows: RenditionRow[] = []
  for (const plan of planRenditions(picture.width)) {
    job.signal.throwIfAborted()
    const { file, format, width, height, contentType } = await makeRendition(picture, plan)
    const key = renditionKey(asset.renditionSecret, plan.name)
    await job.objects.put('renditions', key, file, contentType)
    rows.push({ assetId: asset.id, key, format, width, height, bytes: file.length })
  }
  const learned = await placeholderOf(picture)
  return { learned, keep: async (work) => void (await work.db.insert(renditions).values(rows)) }
}
