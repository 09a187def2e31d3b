import { rankedPage } from '@varal/platform/ranked-list'
import type { Ctx } from '../loaders.ts'
import { MODEL_VERSION, rank } from './rank.ts'
import { candidatesFor } from './reads.ts'

/** A page of recommendations. The first takes one statement, the others none. */
export async function forYou(args: { first: number; after?: string | null | undefined }, ctx: Ctx) {
  if (ctx.viewer.kind === 'anonymous') throw new Error('forYou is not @authenticated')
  const viewer = ctx.viewer.id
  const { sessionId, edges, pageInfo } = await rankedPage(ctx, args, {
    list: `for-you:${MODEL_VERSION}:${viewer}`,
    rank: async () => rank(await candidatesFor(ctx.db, viewer, ctx.clock.now())),
  })
  return {
    sessionId,
    modelVersion: MODEL_VERSION,
    edges: edges.map(({ cursor, entry: { id, source } }) => ({ cursor, node: { id }, candidateSource: source })),
    pageInfo,
  }
}
