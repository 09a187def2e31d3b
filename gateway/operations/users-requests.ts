import { randomUUID } from 'node:crypto'
import type { SubgraphLink } from '@varal/platform/links/link'
import { anonymous, type Caller } from '@varal/platform/viewer'

/** What the gateway asks of users for itself, rather than for somebody. */
export const gatewayItself = (): Caller => ({
  viewer: anonymous,
  app: null,
  requestId: randomUUID(),
  language: 'en',
  address: '',
  device: 'gateway',
})

/** Asks the users subgraph for what no client sees. @throws if there is no whole answer */
export async function askUsers<Data>(
  users: SubgraphLink,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<Data> {
  const { data, errors } = await users.execute({ query, variables, caller })
  // What users refuses with a code for clients, such as UNAUTHENTICATED, stays what it is.
  if (errors?.[0]) throw errors[0]
  return data as Data
}
