import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { SetupError } from './servers/setup-error.ts'

/** Which subgraph a program's first argument names. */
export function subgraphNameFrom(argument: string | undefined): SubgraphName {
  const name = subgraphNames.find((one) => one === argument)
  if (!name) throw new SetupError(`Say which subgraph: ${subgraphNames.join(', ')}.`)
  return name
}
