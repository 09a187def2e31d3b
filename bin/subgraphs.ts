import { feed } from '@varal/feed/subgraph'
import { media } from '@varal/media/subgraph'
import type { Subgraph } from '@varal/platform/subgraph'
import { recs } from '@varal/recs/subgraph'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { social } from '@varal/social/subgraph'
import { users } from '@varal/users/subgraph'

export const subgraphs: Readonly<Record<SubgraphName, Subgraph<any>>> = { users, media, social, feed, recs }
