import type { IdKind } from '@varal/schema/ids'
import type { Scope } from '@varal/schema/scopes'
import type { SubgraphName } from '@varal/schema/subgraph-names'

/** Who says whether there is such a thing for the viewer, and what an app needs to be told of it. */
interface NodeKind {
  readonly owner: SubgraphName
  /** The scopes of the fields by which one gets there otherwise. */
  readonly scopes?: readonly Scope[]
}

/**
 * Every kind of thing that `node` finds: all that implement `Node`, each with a stub in `schema/gateway.graphql`. What
 * other fields give only to apps with a scope, `node` gives to no others.
 */
export const nodeKinds: Readonly<Partial<Record<IdKind, NodeKind>>> = {
  User: { owner: 'users' },
  Session: { owner: 'users', scopes: ['account:read'] },
  App: { owner: 'users', scopes: ['developer:read'] },
  OperationManifest: { owner: 'users', scopes: ['developer:read'] },
  Webhook: { owner: 'users', scopes: ['developer:read'] },
  Asset: { owner: 'media' },
  Post: { owner: 'social' },
  Comment: { owner: 'social' },
  Board: { owner: 'social' },
  BoardSection: { owner: 'social' },
  Pin: { owner: 'social' },
  Hashtag: { owner: 'social' },
  List: { owner: 'social', scopes: ['social:read'] },
  FeedItem: { owner: 'feed', scopes: ['feed:read'] },
  Notification: { owner: 'feed', scopes: ['notifications:read'] },
}
