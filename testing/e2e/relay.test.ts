import { createHash } from 'node:crypto'
import { type ConcreteRequest, Environment, fetchQuery, Network, RecordSource, Store } from 'relay-runtime'
import { expect, test } from 'vitest'
import { type PersistedWorld, persistedWorld } from './persisted-operations.ts'

const client = { name: 'web', version: '7' }
/** As Relay's compiler prints a query, and what it names it with `persistConfig`. */
const TEXT = 'query homeQuery(\n  $first: Int\n) {\n  posts(first: $first) {\n    id\n    title\n  }\n}\n'
const MD5 = createHash('md5').update(TEXT).digest('hex')

const scalar = (name: string) => ({ alias: null, args: null, kind: 'ScalarField', name, storageKey: null })
const selections = [
  {
    alias: null,
    args: [{ kind: 'Variable', name: 'first', variableName: 'first' }],
    concreteType: 'Post',
    kind: 'LinkedField',
    name: 'posts',
    plural: true,
    selections: [scalar('id'), scalar('title')],
    storageKey: null,
  },
]
const argumentDefinitions = [{ defaultValue: null, kind: 'LocalArgument', name: 'first' }]

/** What the compiler writes beside the component. */
const artifact = (id: string | null) =>
  ({
    fragment: { argumentDefinitions, kind: 'Fragment', metadata: null, name: 'homeQuery', selections, type: 'Query' },
    kind: 'Request',
    operation: { argumentDefinitions, kind: 'Operation', name: 'homeQuery', selections },
    params: {
      id,
      cacheID: MD5,
      metadata: {},
      name: 'homeQuery',
      operationKind: 'query',
      text: id === null ? TEXT : null,
    },
  }) as unknown as ConcreteRequest

function relay(world: PersistedWorld): Environment {
  const network = Network.create(async ({ id, text }, variables) => {
    const response = await world.fetch(world.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'graphql-client-name': client.name,
        'graphql-client-version': client.version,
      },
      body: JSON.stringify({ ...(id === null ? { query: text } : { documentId: id }), variables }),
    })
    return (await response.json()) as never
  })
  return new Environment({ network, store: new Store(new RecordSource()) })
}

test('Relay runs the queries that its compiler persisted, by their MD5, where nothing else runs', async () => {
  await using world = await persistedWorld('safelist', client, [{ id: MD5, body: TEXT }])
  const data = await fetchQuery(relay(world), artifact(MD5), { first: 2 }).toPromise()
  expect(data).toEqual({
    posts: [
      { id: 'p1', title: 'title of p1' },
      { id: 'p2', title: 'title of p2' },
    ],
  })
  expect(world.exchanges.map(({ body }) => body)).toEqual([{ documentId: MD5, variables: { first: 2 } }])
  const unknown = fetchQuery(relay(world), artifact('0'.repeat(32)), {}).toPromise()
  await expect(unknown).rejects.toThrow('in no published manifest')
})

test('Relay runs them by their text as well', async () => {
  await using world = await persistedWorld('safelist', client, [{ id: MD5, body: TEXT }])
  const data = await fetchQuery(relay(world), artifact(null), { first: 1 }).toPromise()
  expect(data).toMatchObject({ posts: [{ id: 'p1' }] })
})
