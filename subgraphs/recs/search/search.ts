import { Mistake } from '@varal/platform/errors'
import { blockedAmong } from '../blocks/reads.ts'
import type { Ctx } from '../loaders.ts'
import { rankedPage } from '../ranked-list.ts'
import { find } from './find.ts'
import type { Hit, SearchType } from './reads.ts'

interface Args {
  readonly query: string
  readonly types: readonly SearchType[]
  readonly first: number
  readonly after?: string | null | undefined
}

/** Characters of a query at most. */
const QUERY_MAX = 100

/** A page of what is found. Later pages are of the same hits, without those who are blocked by now. */
export async function search(args: Args, ctx: Ctx) {
  const query = args.query.trim()
  if (query === '' || [...query].length > QUERY_MAX)
    throw new Mistake('BAD_REQUEST', `\`query\` is 1 to ${QUERY_MAX} characters, and more than spaces.`)
  const types = new Set(args.types)
  if (types.size === 0) throw new Mistake('BAD_REQUEST', '`types` names at least one type.')

  const viewer = ctx.viewer.kind === 'user' ? ctx.viewer.id : null
  const { edges, pageInfo, isNew } = await rankedPage<Hit>(ctx, args, {
    list: `search:${viewer ?? 'anonymous'}:${[...types].sort()}:${query}`,
    rank: () => find(ctx.db, query, types, viewer),
  })
  const apart =
    isNew || viewer === null ? [] : await blockedAmong(ctx.db, viewer)(edges.map(({ entry }) => entry.personId))
  const hidden = new Set(apart.map(({ id }) => id))
  return {
    edges: edges.map(({ cursor, entry: { type, id, personId, match } }) => ({
      cursor,
      match,
      node: hidden.has(personId) ? null : { __typename: type === 'USER' ? 'User' : 'Post', id },
    })),
    pageInfo,
  }
}
