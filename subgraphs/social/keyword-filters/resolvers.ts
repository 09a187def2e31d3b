import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { UserId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import {
  createKeywordFilter,
  createKeywordFilterInput,
  deleteKeywordFilter,
  deleteKeywordFilterInput,
  updateKeywordFilter,
  updateKeywordFilterInput,
} from './change-filters.ts'
import { matchesOf } from './matches.ts'
import type { FilterPlace } from './tables.ts'

const own = (ctx: Ctx) => ctx.load.keywordFilters.load(signedIn(ctx.viewer))

/** Nobody filters what they have written themselves. */
async function matched(
  ctx: Ctx,
  place: FilterPlace,
  written: { readonly authorId: UserId; readonly text: string | null },
) {
  if (written.authorId === signedIn(ctx.viewer)) return []
  const here = (await own(ctx)).filter(({ places }) => places.includes(place))
  return matchesOf(here, written.text)
}

export const keywordFilters = {
  Query: { keywordFilters: (_query, _args, ctx) => own(ctx) },
  Mutation: {
    createKeywordFilter: mutation(createKeywordFilterInput, createKeywordFilter),
    updateKeywordFilter: mutation(updateKeywordFilterInput, updateKeywordFilter),
    deleteKeywordFilter: mutation(deleteKeywordFilterInput, deleteKeywordFilter),
  },
  KeywordFilterPayload: {
    filter: async ({ filter }, _args, ctx) =>
      filter ? ((await own(ctx)).find(({ id }) => id === filter.id) ?? null) : null,
  },
  DeleteKeywordFilterPayload: {
    deletedFilterId: ({ deletedFilterId }) => (deletedFilterId ? encodeId('KeywordFilter', deletedFilterId) : null),
  },
  PostViewerState: {
    matchedFilters: ({ post }, { place }, ctx) => matched(ctx, place, post),
  },
  Comment: { matchedFilters: (comment, { place }, ctx) => matched(ctx, place, comment) },
} satisfies Resolvers
