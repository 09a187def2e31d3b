import type { SubgraphName } from '@varal/schema/subgraph-names'
import type { Db } from './db.ts'
import type { Handler } from './handlers.ts'
import type { Viewer } from './viewer.ts'

/** What a slice resolves, by type and field. `any`, because the generated types of five subgraphs meet here. */
export type ResolverMap = Record<string, any>

/** A domain as a value: it becomes a server when a process gives it ports. */
export interface Subgraph<Loaders = unknown> {
  readonly name: SubgraphName
  /** The resolvers of each slice. A field belongs to exactly one of them. */
  readonly slices: readonly ResolverMap[]
  /** Made anew for each request. */
  readonly loaders: (db: Db, viewer: Viewer) => Loaders
  readonly handlers: readonly Handler[]
}

/** @throws if two handlers have one name: a name says whose dead letters and leases they are. */
export function defineSubgraph<Loaders>(subgraph: Subgraph<Loaders>): Subgraph<Loaders> {
  const names = new Set<string>()
  for (const { as } of subgraph.handlers) {
    if (names.has(as)) throw new Error(`Two handlers of ${subgraph.name} are called ${as}`)
    names.add(as)
  }
  return subgraph
}
