import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { awaitPerson } from '../people/reads.ts'
import { block, blockInput } from './block.ts'
import { unblock } from './unblock.ts'

export const blocks = {
  Mutation: {
    block: mutation(blockInput, block, {
      prepare: async ({ userId }, ctx: Ctx) => void (await awaitPerson(ctx.db, userId)),
    }),
    unblock: mutation(blockInput, unblock),
  },
} satisfies Resolvers
