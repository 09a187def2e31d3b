import { createHash, randomUUID } from 'node:crypto'
import { AssetProgressDocument, CompleteUploadDocument, CreateUploadDocument } from '@varal/schema/operations/documents'
import type { Connection } from './connect.ts'
import { done } from './done.ts'

/** Declares, sends and completes an upload, and waits until the picture is ready. Gives the asset's id; throws why it failed. */
export async function uploadPicture(connection: Connection, picture: Buffer, mimeType: string): Promise<string> {
  const { createUpload } = await connection.send(CreateUploadDocument, {
    input: {
      kind: 'IMAGE',
      bytes: String(picture.length),
      mimeType,
      sha256: createHash('sha256').update(picture).digest('hex'),
      idempotencyKey: randomUUID(),
    },
  })
  const { upload, existing } = done(createUpload)
  if (existing) return existing.id
  if (!upload || upload.parts.length === 0) throw new Error('The upload has no address')

  for (const part of upload.parts) {
    const headers = Object.fromEntries(part.headers.map(({ name, value }) => [name, value]))
    const bytes = picture.subarray(Number(part.offset), Number(part.offset) + Number(part.length))
    const put = await fetch(part.url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
    if (!put.ok) throw new Error(`The object store refused the picture: ${put.status} ${await put.text()}`)
  }
  done((await connection.send(CompleteUploadDocument, { input: { uploadId: upload.id } })).completeUpload)

  for await (const { assetProgress } of connection.watch(AssetProgressDocument, { assetId: upload.asset.id })) {
    if (assetProgress.__typename !== 'AssetProgressEvent') continue
    if (assetProgress.stage === 'READY') return upload.asset.id
    if (assetProgress.stage === 'FAILED') throw new Error(`The picture failed: ${assetProgress.asset.failure?.message}`)
  }
  throw new Error('The progress of the picture ended without a result')
}
