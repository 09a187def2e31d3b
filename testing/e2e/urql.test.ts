import { createHash } from 'node:crypto'
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { describe, expect, test } from 'vitest'
import { type PersistedWorld, persistedWorld } from './persisted-operations.ts'

const client = { name: 'web', version: '3' }
const TEXT = `# what the first screen shows
query Home($first: Int) {
  posts(first: $first) { id ...Byline }
}

fragment Byline on Post { author { name } }
`
const sha256 = async (text: string) => createHash('sha256').update(text).digest('hex')

const urql = (world: PersistedWorld, options: Parameters<typeof persistedExchange>[0] = {}) =>
  new Client({
    url: world.url,
    fetch: world.fetch,
    preferGetMethod: false,
    fetchOptions: { headers: { 'graphql-client-name': client.name, 'graphql-client-version': client.version } },
    exchanges: [cacheExchange, persistedExchange({ generateHash: sha256, ...options }), fetchExchange],
  })
const ask = (one: Client) => one.query(gql(TEXT), { first: 1 }).toPromise()

describe('urql', () => {
  test('sends hashes, and a text once for everybody', async () => {
    await using world = await persistedWorld('open', client)
    for (let visit = 0; visit < 2; visit++) {
      const { data, error } = await ask(urql(world, { preferGetForPersistedQueries: false }))
      expect([error, data]).toEqual([
        undefined,
        expect.objectContaining({ posts: [expect.objectContaining({ id: 'p1' })] }),
      ])
    }
    expect(world.exchanges.map(({ status, body }) => [status, body?.query !== undefined])).toEqual([
      [200, false],
      [200, true],
      [200, false],
    ])
  })

  test('sends hashes with GET', async () => {
    await using world = await persistedWorld('open', client)
    await ask(urql(world, { preferGetForPersistedQueries: true }))
    expect((await ask(urql(world, { preferGetForPersistedQueries: true }))).data?.posts).toHaveLength(1)
    expect(world.exchanges.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET'])
  })

  test('runs what was published as its author wrote it, where nothing else runs', async () => {
    await using world = await persistedWorld('safelist', client, [{ id: 'home', body: TEXT }])
    const { data, error } = await ask(urql(world))
    expect([error, data?.posts]).toEqual([undefined, [expect.objectContaining({ __typename: 'Post', id: 'p1' })]])
    expect(world.exchanges.map(({ body }) => body?.query)).toEqual([undefined])
    const other = await urql(world).query(gql('{ posts { title } }'), {}).toPromise()
    expect(other.error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'OPERATION_NOT_IN_MANIFEST' })
  })
})
