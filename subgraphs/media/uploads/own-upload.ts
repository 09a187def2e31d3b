import { decodeId } from '@varal/platform/global-ids'
import type { Ctx } from '../loaders.ts'
import type { UploadRow } from './tables.ts'

/** The viewer's own upload; null for what is not an id, does not exist, is somebody else's, or is fetched by us. */
export async function ownUpload(globalId: string, { viewer, load }: Ctx): Promise<UploadRow | null> {
  const id = decodeId('Upload', globalId)
  const upload = id && (await load.upload.load(id))
  const isOwn = upload && viewer.kind === 'user' && upload.ownerId === viewer.id
  return isOwn && upload.protocol !== 'IMPORT' ? upload : null
}
