import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { arrivedBytes, completeUpload, completeUploadInput } from './complete-upload.ts'
import { createUpload, createUploadInput } from './create-upload.ts'
import { uploadLimits } from './upload-limits.ts'
import { uploadParts } from './upload-parts.ts'

export const uploadResolvers = {
  Query: { uploadLimits: (_query, _args, ctx) => uploadLimits(ctx) },
  Mutation: {
    createUpload: mutation(createUploadInput, createUpload),
    completeUpload: mutation(completeUploadInput, completeUpload, { prepare: arrivedBytes }),
  },
  CreateUploadPayload: {
    upload: ({ upload }, _args, { load }) => upload && load.upload.load(upload.id),
    existing: ({ existing }, _args, { load }) => existing && load.asset.load(existing.id),
  },
  CompleteUploadPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  Upload: {
    asset: async ({ assetId }, _args, { load }) => (await load.asset.load(assetId))!,
    protocol: () => 'SINGLE_PUT',
    parts: (upload, _args, ctx) => uploadParts(upload, ctx),
  },
} satisfies Resolvers
