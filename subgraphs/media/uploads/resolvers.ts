import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { abortUpload, abortUploadInput } from './abort-upload.ts'
import { arrivedBytes, completeUpload, completeUploadInput } from './complete-upload.ts'
import { createUpload, createUploadInput } from './create-upload.ts'
import { ownUpload } from './own-upload.ts'
import { uploadLimits } from './upload-limits.ts'
import { receivedBytes, tusUrl, uploadParts } from './upload-parts.ts'

/** Videos only where there is a program that reads them. */
const whatIsTaken = async (_input: object, { ffmpeg }: Pick<Ctx, 'ffmpeg'>) => ({ takesVideos: ffmpeg !== null })

export const uploadResolvers = {
  Query: {
    upload: (_query, { id }, ctx) => ownUpload(id, ctx),
    uploadLimits: (_query, _args, ctx) => uploadLimits(ctx),
  },
  Mutation: {
    createUpload: mutation(createUploadInput, createUpload, { prepare: whatIsTaken }),
    completeUpload: mutation(completeUploadInput, completeUpload, { prepare: arrivedBytes }),
    abortUpload: mutation(abortUploadInput, abortUpload),
  },
  CreateUploadPayload: {
    upload: ({ upload }, _args, { load }) => upload && load.upload.load(upload.id),
    existing: ({ existing }, _args, { load }) => existing && load.asset.load(existing.id),
  },
  CompleteUploadPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  AbortUploadPayload: { uploadId: ({ uploadId }) => uploadId && encodeId('Upload', uploadId) },
  Upload: {
    asset: async ({ assetId }, _args, { load }) => (await load.asset.load(assetId))!,
    protocol: ({ protocol }) => protocol as Exclude<typeof protocol, 'IMPORT'>,
    parts: (upload, _args, ctx) => uploadParts(upload, ctx),
    tusUrl: (upload, _args, ctx) => tusUrl(upload, ctx),
    receivedBytes: (upload, _args, ctx) => receivedBytes(upload, ctx),
  },
} satisfies Resolvers
