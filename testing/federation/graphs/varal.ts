import { readSupergraph } from '@varal/schema/read-supergraph'
import { subgraphSdl } from '@varal/schema/sdl'
import { graphNames } from '@varal/schema/subgraph-names'
import type { GraphDefinition } from '../test-graph.ts'

/** Varal's own promises, kept by subgraphs that make everything up. */
export const varal: GraphDefinition = {
  name: 'varal',
  subgraphs: Object.fromEntries(graphNames.map((name) => [name, subgraphSdl(name)])),
  supergraphSdl: readSupergraph(),
}
