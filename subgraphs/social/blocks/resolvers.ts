import { mutation } from '@varal/platform/mutation'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { awaitPerson } from '../people/reads.ts'
import { signedIn } from '../signed-in.ts'
import { block, blockInput } from './block.ts'
import { blockedBy } from './reads.ts'
import { unblock } from './unblock.ts'

export const blocks = {
  Query: {
    blockedUsers: (_query, args, ctx) =>
      chronological('blocked-users', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => blockedBy(ctx.db)(person, request) },
        at: (row) => [row.since, row.blockedId],
        node: (row) => ({ id: row.blockedId }),
      }),
  },
  Mutation: {
    block: mutation(blockInput, block, {
      prepare: async ({ userId }, ctx: Ctx) => void (await awaitPerson(ctx.db, userId)),
    }),
    unblock: mutation(blockInput, unblock),
  },
} satisfies Resolvers
