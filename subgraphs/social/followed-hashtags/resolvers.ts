import { mutation } from '@varal/platform/mutation'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { signedIn } from '../signed-in.ts'
import { followHashtag, followHashtagInput, unfollowHashtag } from './follow-hashtag.ts'
import { hashtagsFollowedBy } from './reads.ts'

export const followedHashtags = {
  Query: {
    followedHashtags: (_query, args, ctx) =>
      chronological('followed-hashtags', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => hashtagsFollowedBy(ctx.db)(person, request) },
        at: (row) => [row.since, row.hashtagId],
        node: (row) => ({ id: row.hashtagId, name: row.name }),
      }),
  },
  Mutation: {
    followHashtag: mutation(followHashtagInput, followHashtag),
    unfollowHashtag: mutation(followHashtagInput, unfollowHashtag),
  },
  Hashtag: { viewerFollows: async ({ id }, _args, ctx) => (await ctx.load.followedHashtag.load(id)) !== null },
} satisfies Resolvers
