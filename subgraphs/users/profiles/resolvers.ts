import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { changeHandle, changeHandleInput } from './change-handle.ts'
import { findReferencedUser, findUser } from './find-user.ts'
import { updateProfile, updateProfileInput } from './update-profile.ts'

export const profileResolvers = {
  Query: { user: (_query, names, ctx) => findUser(names, ctx) },
  Mutation: {
    updateProfile: mutation(updateProfileInput, updateProfile),
    changeHandle: mutation(changeHandleInput, changeHandle),
  },
  User: {
    __resolveReference: (reference, ctx) => findReferencedUser(reference, ctx),
    avatar: ({ avatarAssetId }) => avatarAssetId && { id: avatarAssetId },
    cover: ({ coverAssetId }) => coverAssetId && { id: coverAssetId },
  },
} satisfies Resolvers
