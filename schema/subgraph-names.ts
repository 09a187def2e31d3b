/** The five domains. Each is a subgraph, a database and a stream of events of this name. */
export const subgraphNames = ['users', 'media', 'social', 'feed', 'recs'] as const

export type SubgraphName = (typeof subgraphNames)[number]
