/** The five domains. Each is a subgraph, a database and a stream of events of this name. */
export const subgraphNames = ['users', 'media', 'social', 'feed', 'recs'] as const

export type SubgraphName = (typeof subgraphNames)[number]

/** What the supergraph is composed of: the domains, and the few fields that the gateway itself answers. */
export const graphNames = [...subgraphNames, 'gateway'] as const

export type GraphName = (typeof graphNames)[number]
