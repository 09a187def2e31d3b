import { mutation } from '@varal/platform/mutation'
import type { UserId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { awaitPerson } from '../people/reads.ts'
import { isViewer } from '../policy.ts'
import { signedIn } from '../signed-in.ts'
import { answerFollowRequest, answerFollowRequestInput } from './answer-follow-request.ts'
import { follow, followInput } from './follow.ts'
import { requestsTo } from './reads.ts'
import { removeFollower, unfollow, unfollowInput } from './unfollow.ts'

const followState = (isFollowing: boolean, hasAsked: boolean) =>
  isFollowing ? 'ACTIVE' : hasAsked ? 'REQUESTED' : 'NONE'

export const follows = {
  Mutation: {
    follow: mutation(followInput, follow, {
      prepare: async ({ userId }, ctx: Ctx) => void (await awaitPerson(ctx.db, userId)),
    }),
    unfollow: mutation(unfollowInput, unfollow),
    removeFollower: mutation(unfollowInput, removeFollower),
    answerFollowRequest: mutation(answerFollowRequestInput, answerFollowRequest),
  },
  Query: {
    followRequests: (_query, args, ctx) =>
      chronological('follow-requests', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => requestsTo(ctx.db)(person, request) },
        at: (request) => [request.at, request.followerId],
        node: (request) => ({ id: request.followerId }),
      }),
  },
  Relationship: {
    followState: ({ following, hasAskedToFollow }) => followState(following, hasAskedToFollow),
    followedByState: ({ followedBy, isAskedToBeFollowed }) => followState(followedBy, isAskedToBeFollowed),
    muting: ({ muteLevel }) => muteLevel ?? 'NONE',
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
