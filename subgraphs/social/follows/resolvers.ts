import { mutation } from '@varal/platform/mutation'
import type { UserId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { awaitPerson } from '../people/reads.ts'
import { isViewer } from '../policy.ts'
import { follow, followInput } from './follow.ts'
import { unfollow } from './unfollow.ts'

export const follows = {
  Mutation: {
    follow: mutation(followInput, follow, {
      prepare: async ({ userId }, ctx: Ctx) => void (await awaitPerson(ctx.db, userId)),
    }),
    unfollow: mutation(followInput, unfollow),
  },
  RelationshipPayload: { relationship: ({ user }, _args, ctx) => (user ? ctx.load.relationship.load(user.id) : null) },
  User: {
    __resolveReference: ({ id }) => ({ id: id as UserId }),
    followers: (user, args, ctx) =>
      chronological('followers-of-user', ctx, args, {
        of: user.id,
        load: ctx.load.followersOf,
        at: (follow) => [follow.since, follow.followerId],
        node: (follow) => ({ id: follow.followerId }),
      }),
    following: (user, args, ctx) =>
      chronological('followed-by-user', ctx, args, {
        of: user.id,
        load: ctx.load.followedBy,
        at: (follow) => [follow.since, follow.followeeId],
        node: (follow) => ({ id: follow.followeeId }),
      }),
    relationship: ({ id }, _args, ctx) => (isViewer(ctx.viewer, id) ? null : ctx.load.relationship.load(id)),
  },
} satisfies Resolvers
