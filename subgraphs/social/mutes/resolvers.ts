import { mutation } from '@varal/platform/mutation'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { signedIn } from '../signed-in.ts'
import { mute, muteInput, unmute, unmuteInput } from './mute.ts'
import { mutedBy } from './reads.ts'

export const mutes = {
  Query: {
    mutedUsers: (_query, args, ctx) =>
      chronological('muted-users', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => mutedBy(ctx.db)(person, request) },
        at: (row) => [row.since, row.mutedId],
        node: (row) => ({ id: row.mutedId }),
      }),
  },
  PostViewerState: {
    muted: async ({ post }, _args, ctx) => {
      const relationship = await ctx.load.relationship.load(post.authorId)
      return relationship !== null && relationship.muteLevel !== null
    },
  },
  Mutation: { mute: mutation(muteInput, mute), unmute: mutation(unmuteInput, unmute) },
} satisfies Resolvers
