import { Mistake } from '@varal/platform/errors'
import { rankedPage } from '@varal/platform/ranked-list'
import type { UserId } from '@varal/schema/ids'
import { hiddenAmong } from '../audiences/reads.ts'
import { blockedAmong } from '../blocks/reads.ts'
import type { Ctx } from '../loaders.ts'
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

/** A page of what is found. Later pages are of the same hits, without whom a block or their own wish hides by now. */
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
  const hidden = isNew
    ? new Set()
    : await hiddenSince(
        ctx,
        viewer,
        edges.map(({ entry }) => entry.personId),
      )
  return {
    edges: edges.map(({ cursor, entry: { type, id, personId, match } }) => ({
      cursor,
      match,
      node:
        hidden.has(personId) || hidden.has(`${type} ${personId}`)
          ? null
          : { __typename: type === 'USER' ? 'User' : 'Post', id },
    })),
    pageInfo,
  }
}

/** People, or "POST" or "USER" and a person, that are not to be shown any more. Two statements, one for the anonymous. */
async function hiddenSince({ db }: Ctx, viewer: UserId | null, people: readonly UserId[]): Promise<Set<string>> {
  const [apart, hidden] = await Promise.all([
    viewer === null ? [] : blockedAmong(db, viewer)(people),
    hiddenAmong(db)(people),
  ])
  return new Set([
    ...apart.map(({ id }) => id),
    ...hidden.map(({ id, is_undiscoverable }) => (is_undiscoverable ? id : `POST ${id}`)),
  ])
}
