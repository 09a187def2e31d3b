import { defineSubgraph } from '@varal/platform/subgraph'
import { audienceHandlers } from './audiences/keep-audiences.ts'
import { blockHandlers } from './blocks/keep-blocks.ts'
import { erasureHandlers } from './erasure/erase-account.ts'
import { exportHandlers } from './export/export-account.ts'
import { candidateHandlers } from './for-you/keep-candidates.ts'
import { forYouResolvers } from './for-you/resolvers.ts'
import { loaders } from './loaders.ts'
import { indexPeople } from './search/index-people.ts'
import { indexPosts } from './search/index-posts.ts'
import { searchResolvers } from './search/resolvers.ts'
import { withheldHandlers } from './withheld/keep-withheld.ts'

export const recs = defineSubgraph({
  name: 'recs',
  slices: [searchResolvers, forYouResolvers],
  loaders,
  handlers: [
    ...blockHandlers,
    ...audienceHandlers,
    ...withheldHandlers,
    ...indexPeople,
    ...indexPosts,
    ...candidateHandlers,
    ...erasureHandlers,
    ...exportHandlers,
  ],
})
