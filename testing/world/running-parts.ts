import type { SubgraphName } from '@varal/schema/subgraph-names'

/** A started Varal, in either shape. */
export interface RunningParts extends AsyncDisposable {
  /** How many SQL statements an act took, by subgraph. Only in one process. */
  statementsOf(act: () => Promise<unknown>): Promise<Partial<Record<SubgraphName, number>>>
  /** Kills a part with -9 and gives what starts it again. Only with a process per part. */
  kill(part: string): Promise<() => Promise<void>>
}
