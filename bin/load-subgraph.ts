import type { Subgraph } from '@varal/platform/subgraph'
import type { SubgraphName } from '@varal/schema/subgraph-names'

/** A subgraph by its name. Loaded when asked for, so that a process carries the code of what it runs. */
export function loadSubgraph(name: SubgraphName): Promise<Subgraph<any>> {
  switch (name) {
    case 'users':
      return import('@varal/users/subgraph').then((module) => module.users)
    case 'media':
      return import('@varal/media/subgraph').then((module) => module.media)
    case 'social':
      return import('@varal/social/subgraph').then((module) => module.social)
    case 'feed':
      return import('@varal/feed/subgraph').then((module) => module.feed)
    case 'recs':
      return import('@varal/recs/subgraph').then((module) => module.recs)
  }
}
