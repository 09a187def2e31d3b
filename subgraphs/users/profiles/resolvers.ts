import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { findReferencedUser, findUser } from './find-user.ts'
import { updateProfile, updateProfileInput } from './update-profile.ts'

export const profileResolvers = {
  Query: { user: (_query, names, ctx) => findUser(names, ctx) },
  Mutation: { updateProfile: mutation(updateProfileInput, updateProfile) },
  User: {
    __resolveReference: (reference, ctx) => findReferencedUser(reference, ctx),
    avatar: ({ avatarAssetId }) => avatarAssetId && { id: avatarAssetId },
  },
} satisfies Resolvers
