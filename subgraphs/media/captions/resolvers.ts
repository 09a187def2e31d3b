import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { addCaptions, addCaptionsInput, removeCaptions, removeCaptionsInput } from './add-captions.ts'

export const captionResolvers = {
  Mutation: {
    addCaptions: mutation(addCaptionsInput, addCaptions),
    removeCaptions: mutation(removeCaptionsInput, removeCaptions),
  },
  AddCaptionsPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  RemoveCaptionsPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  VideoContent: {
    captions: async ({ assetId }, _args, { load }) =>
      (await load.captions.load(assetId)).filter(({ webvtt }) => webvtt === null),
  },
  CaptionTrack: { url: ({ key }, _args, { objects }) => objects.publicUrl(key) },
} satisfies Resolvers
