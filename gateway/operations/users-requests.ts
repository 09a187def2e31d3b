import { randomUUID } from 'node:crypto'
import { Mistake, type MistakeCode } from '@varal/platform/errors'
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

/** Asks the users subgraph for what no client sees. @throws Mistake if there is no whole answer */
export async function askUsers<Data>(
  users: SubgraphLink,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<Data> {
  const { data, errors } = await users.execute({ query, variables, caller })
  const [error] = errors ?? []
  // Users has made it one for clients. Where it happened there says nothing here.
  if (error) throw new Mistake((error.extensions?.['code'] ?? 'INTERNAL') as MistakeCode, error.message)
  return data as Data
}
