import { type Connection, connection } from '@varal/platform/page'
import { keptRanking, rankedPage } from '@varal/platform/ranked-list'
import type { CommentId } from '@varal/schema/ids'
import { z } from 'zod'
import type { ListRequest, Position } from '../chronological.ts'
import type { Ctx } from '../loaders.ts'
import { commentsOf, type Place, RANKED_MAX } from './reads.ts'
import type { CommentRow } from './tables.ts'

/** Where a page of the rest begins: whose rest it is, and the last comment of it that the client has. */
const restPosition = z.tuple([z.uuid(), z.iso.datetime(), z.uuid()])

type Args = { readonly first: number; readonly after?: string | null | undefined }

/**
 * A page of the comments of a place, those first that most people like. The first 200 are ranked once and kept for 30
 * minutes; what is not among them follows, the oldest first. So nothing is repeated or skipped while people go on liking,
 * and the list ends where the comments end. Who may see what is asked again for each page: one that has gone leaves a
 * shorter page.
 */
export async function topComments(place: Place, args: Args, ctx: Ctx): Promise<Connection<CommentRow>> {
  const { of, parent } = place
  const list = `top-comments:${parent}`
  const rest = args.after == null ? null : ctx.cursors.open(restOf(list), args.after, restPosition)
  if (rest) {
    const [sessionId, at, id] = rest
    const ranking = await keptRanking<CommentId>(ctx, sessionId)
    return restPage(place, ctx, { list, sessionId, ranking, first: args.first, after: [at, id] })
  }

  const ranked = await rankedPage<CommentId>(ctx, args, {
    list,
    rank: async () => (await ctx.load.topComments[of].load(parent)).map(({ id }) => id),
    firstMax: 100,
  })
  const found = await Promise.all(ranked.edges.map(({ entry }) => ctx.load.comment.load(entry)))
  const edges = ranked.edges.flatMap(({ cursor }, index) => {
    const node = found[index]
    return node ? [{ cursor, node }] : []
  })
  const { sessionId, ranking, pageInfo } = ranked
  if (pageInfo.hasNextPage || ranking.length < RANKED_MAX)
    return { edges, nodes: edges.map(({ node }) => node), pageInfo }

  const missing = args.first - ranked.edges.length
  const more = await restPage(place, ctx, { list, sessionId, ranking, first: missing, after: null })
  const all = [...edges, ...more.edges]
  return {
    edges: all,
    nodes: all.map(({ node }) => node),
    pageInfo: {
      ...pageInfo,
      hasNextPage: more.pageInfo.hasNextPage,
      endCursor: more.pageInfo.endCursor ?? pageInfo.endCursor,
    },
  }
}

const restOf = (list: string) => `${list}:rest`

interface Rest {
  readonly list: string
  readonly sessionId: string
  readonly ranking: readonly CommentId[]
  /** 0 only asks whether there is more. */
  readonly first: number
  readonly after: Position | null
}

async function restPage({ of, parent }: Place, ctx: Ctx, { list, sessionId, ranking, first, after }: Rest) {
  const sealKey = ([at, id]: Position) => ctx.cursors.seal(restOf(list), [sessionId, at, id])
  const request: ListRequest = { first, after, sealKey }
  const rows = await commentsOf(of, 'OLDEST', ranking)(ctx.db, ctx.viewer)([parent], request)
  return connection(rows, request, (row): Position => [row.createdAt.toISOString(), row.id])
}
