import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { generatePersistedQueryManifest } from '@apollo/generate-persisted-query-manifest'
import { parseManifest } from '@varal/gateway/operations/manifest-formats'
import type { DocumentNode } from 'graphql'
import { afterAll, describe, expect, test } from 'vitest'
import { type PersistedWorld, persistedWorld } from './persisted-operations.ts'

const HOME = gql`
  query Home($first: Int) {
    posts(first: $first) {
      id
      ...Byline
    }
  }
  fragment Byline on Post {
    author {
      name
    }
  }
`
const OTHER = gql`
  query Other {
    posts {
      title
    }
  }
`
const clientAwareness = { name: 'web', version: '1.0.0' }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function apolloClient(world: PersistedWorld, persisted: ConstructorParameters<typeof PersistedQueryLink>[0]) {
  const link = new PersistedQueryLink(persisted).concat(new HttpLink({ uri: world.url, fetch: world.fetch }))
  return new ApolloClient({ link, cache: new InMemoryCache(), clientAwareness })
}

/** What the real tool makes of our queries, in the folder of a client. */
async function apolloManifest(...documents: DocumentNode[]) {
  const dir = mkdtempSync(path.join(tmpdir(), 'manifest-'))
  afterAll(() => rmSync(dir, { recursive: true }))
  for (const [index, { loc }] of documents.entries())
    writeFileSync(path.join(dir, `${index}.graphql`), loc?.source.body ?? '')
  const made = await generatePersistedQueryManifest({ documents: [`${dir}/*.graphql`] }, undefined)
  return parseManifest(JSON.stringify(made)).operations
}

describe('Apollo Client', () => {
  test('sends hashes, and a text once for everybody', async () => {
    await using world = await persistedWorld('open', clientAwareness)
    const ask = () => apolloClient(world, { sha256 }).query({ query: HOME, variables: { first: 1 } })
    const { data } = await ask()
    expect(data).toMatchObject({ posts: [{ id: 'p1', author: { name: 'name of ada' } }] })
    await ask()
    expect(world.exchanges.map(({ status, body }) => [status, body?.query !== undefined])).toEqual([
      [200, false],
      [200, true],
      [200, false],
    ])
    expect(world.exchanges[0]?.answer.errors?.[0]?.message).toBe('PersistedQueryNotFound')
  })

  test('sends hashes with GET, where caches can see them', async () => {
    await using world = await persistedWorld('open', clientAwareness)
    const ask = () => apolloClient(world, { sha256, useGETForHashedQueries: true }).query({ query: OTHER })
    await ask()
    expect((await ask()).data).toMatchObject({ posts: [{ title: 'title of p1' }, {}, {}] })
    expect(world.exchanges.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
  })

  test('runs what its own tool wrote into a manifest, by id, where nothing else runs', async () => {
    const operations = await apolloManifest(HOME)
    await using world = await persistedWorld('safelist', clientAwareness, operations)
    const idOf = (name: string | undefined) => operations.find((one) => one.name === name)?.id ?? sha256(String(name))
    const generateHash = ({ definitions }: DocumentNode) =>
      idOf(definitions.flatMap((one) => (one.kind === 'OperationDefinition' && one.name ? [one.name.value] : []))[0])
    const client = apolloClient(world, { generateHash })
    expect((await client.query({ query: HOME })).data).toMatchObject({ posts: [{ id: 'p1' }, {}, {}] })
    expect(world.exchanges[0]?.body?.query).toBeUndefined()
    await expect(client.query({ query: OTHER })).rejects.toThrow('in no published manifest')
    expect(world.exchanges).toHaveLength(2)
  })

  test('runs what was published as its author wrote it, though it sends another text and another hash', async () => {
    const body = HOME.loc?.source.body ?? ''
    await using world = await persistedWorld('safelist', clientAwareness, [{ id: 'home', body }])
    const hashed = await apolloClient(world, { sha256 }).query({ query: HOME })
    expect(hashed.data).toMatchObject({ posts: [{ __typename: 'Post', id: 'p1' }, {}, {}] })
    const client = new ApolloClient({
      link: new HttpLink({ uri: world.url, fetch: world.fetch }),
      cache: new InMemoryCache(),
    })
    expect((await client.query({ query: HOME })).data).toEqual(hashed.data)
    await expect(client.query({ query: OTHER })).rejects.toThrow('in no published manifest')
    expect(world.exchanges.map(({ body: sent }) => sent?.query !== undefined)).toEqual([false, true, true])
  })
})
