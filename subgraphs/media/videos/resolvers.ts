import type { Resolvers } from '../generated/resolvers.ts'

export const videoResolvers = {
  VideoContent: {
    hls: ({ hlsKey }, _args, { objects }) => objects.publicUrl(hlsKey),
    mp4: ({ mp4Key }, _args, { objects }) => objects.publicUrl(mp4Key),
    preview: ({ previewKey }, _args, { objects }) => previewKey && objects.publicUrl(previewKey),
    storyboard: ({ storyboardKey }, _args, { objects }) => storyboardKey && objects.publicUrl(storyboardKey),
  },
} satisfies Resolvers
