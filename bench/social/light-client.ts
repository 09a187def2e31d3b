import type { Person } from '@varal/clients/sdk/person'
import type { TypedDocumentString } from '@varal/schema/operations/documents'
import { Pool } from 'undici'

/** Sends with as little work of its own as can be: whoever measures shares the machine with what is measured. */
export function lightClient(gatewayUrl: string) {
  const pool = new Pool(gatewayUrl, { connections: 64, pipelining: 1 })
  return {
    /** @throws if it was refused, or answered with errors. */
    async send<Data, Variables>(
      person: Person | null,
      document: TypedDocumentString<Data, Variables>,
      variables: Variables,
    ): Promise<string> {
      const { body } = await pool.request({
        path: '/graphql',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(person ? { authorization: `Bearer ${person.accessToken}` } : {}),
        },
        body: JSON.stringify({ query: document.toString(), variables }),
      })
      const text = await body.text()
      if (text.startsWith('{"errors"') || text.includes('"userErrors":[{')) throw new Error(text)
      return text
    },
    [Symbol.asyncDispose]: () => pool.close(),
  }
}

export type LightClient = ReturnType<typeof lightClient>
