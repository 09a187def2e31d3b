import type { Resolvers } from '../generated/resolvers.ts'

export const videoResolvers = {
  VideoContent: {
    // The one with captions may have been made of an earlier one.
    hls: ({ hlsKey, captionedHlsKey, captionedOf }, _args, { objects }) =>
      objects.publicUrl((captionedOf === hlsKey ? captionedHlsKey : null) ?? hlsKey),
    mp4: ({ mp4Key }, _args, { objects }) => objects.publicUrl(mp4Key),
    preview: ({ previewKey }, _args, { objects }) => previewKey && objects.publicUrl(previewKey),
    storyboard: ({ storyboardKey }, _args, { objects }) => storyboardKey && objects.publicUrl(storyboardKey),
  },
} satisfies Resolvers
