import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { updateAudience, updateAudienceInput } from './update-audience.ts'

export const audience = {
  Mutation: { updateAudience: mutation(updateAudienceInput, updateAudience) },
  User: { audience: ({ id }, _args, ctx) => ctx.load.audience.load(id) },
} satisfies Resolvers
