import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type TinyAnswer, type TinyWorld, tinyWorld } from './test-graph.ts'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const brief = ({ errors }: Pick<TinyAnswer, 'errors'>) =>
  errors?.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`)

describe.each([false, true])('the gateway (subgraphs over HTTP: %s)', (overHttp) => {
  let world: TinyWorld
  beforeAll(async () => {
    world = await tinyWorld({ overHttp })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('joins what several subgraphs know', async () => {
    const { data, errors } = await world.ask(
      'query ($first: Int) { posts(first: $first) { id title rank author { id name posts { title } } } }',
      { first: 2 },
    )
    const author = { id: 'ada', name: 'name of ada', posts: [{ title: 'title of p1' }] }
    expect(errors).toBeUndefined()
    expect(data.posts).toEqual([
      { id: 'p1', title: 'title of p1', rank: 1, author },
      { id: 'p2', title: 'title of p2', rank: 2, author },
    ])
  })

  test('asks each subgraph once for all that it can know at that point, however long the list is', async () => {
    Object.assign(world.fetches, { users: 0, social: 0, feed: 0 })
    await world.ask('{ posts(first: 50) { rank author { name } editor { name } } }')
    expect(world.fetches).toEqual({ users: 1, social: 1, feed: 1 })
  })

  test('follows aliases, fragments, conditions and variables with defaults', async () => {
    const { data } = await world.ask(
      `query ($no: Boolean = false, $id: ID!) {
        a: user(id: $id) { n: name motto @include(if: $no) } b: user(id: "nobody") { name }
        feed { __typename ... on Ad { text } ...P }
      }
      fragment P on Post { key: id title @skip(if: $no) }`,
      { id: 'ada' },
    )
    expect(data).toEqual({
      a: { n: 'name of ada' },
      b: null,
      feed: [
        { __typename: 'Post', key: 'p1', title: 'title of p1' },
        { __typename: 'Ad', text: 'text of a1' },
        { __typename: 'Post', key: 'p2', title: 'title of p2' },
      ],
    })
  })

  test('changes things one after the other', async () => {
    const { data } = await world.ask(
      'mutation { like(id: "p1") { likes author { name } } rename(id: "x", name: "y") { name } }',
    )
    expect(data).toEqual({ like: { likes: 2, author: { name: 'name of ada' } }, rename: { name: 'y' } })
  })

  test('tells the subgraphs who asks, how and in which language', async () => {
    const token = await world.tokenFor()
    const headers = { authorization: `Bearer ${token}`, 'accept-language': 'pt', 'user-agent': 'ü'.repeat(300) }
    const { data, headers: answered } = await world.ask('{ caller }', {}, headers)
    expect(JSON.parse(data.caller)).toMatchObject({
      viewer: { kind: 'user', id: expect.stringMatching(UUID), sessionId: expect.stringMatching(UUID) },
      requestId: answered.get('x-request-id'),
      language: 'pt-BR',
      address: '127.0.0.1',
      device: expect.stringMatching(/^.{200}$/),
    })
    expect(JSON.parse(data.caller).viewer).not.toHaveProperty('expiresAt')
  })

  test('does not believe what clients say of themselves', async () => {
    const lies = { 'x-forwarded-for': '198.51.100.9', 'x-internal-auth': 'me', 'x-request-id': 'mine' }
    const { data } = await world.ask('{ caller }', {}, lies)
    expect(JSON.parse(data.caller)).toMatchObject({ address: '127.0.0.1', viewer: { kind: 'anonymous' } })
    expect(JSON.parse(data.caller).requestId).toMatch(UUID)
  })

  test('shows members what is for members, and nobody else', async () => {
    const stranger = await world.ask('{ me { email } user(id: "ada") { name email } }')
    expect(stranger.status).toBe(200)
    expect(stranger.data).toEqual({ me: null, user: { name: 'name of ada', email: null } })
    expect(brief(stranger)).toEqual(['me UNAUTHENTICATED', 'user.email UNAUTHENTICATED'])

    const headers = { authorization: `Bearer ${await world.tokenFor()}` }
    expect((await world.ask('{ me { email } }', {}, headers)).data).toEqual({ me: { email: 'ada@example.org' } })
  })

  test('carries errors of entities to where the client sees them, also past other types', async () => {
    const answer = await world.ask('{ feed { ... on Post { title fragile } ... on Ad { text } } }')
    expect(brief(answer)).toEqual(['feed.2.fragile FORBIDDEN'])
    expect(answer.data.feed[2]).toEqual({ title: 'title of p2', fragile: null })
  })

  test('never says what went wrong inside', async () => {
    const answer = await world.ask('{ broken { id } posts { id } }')
    expect(answer.data).toMatchObject({ broken: null, posts: [{ id: 'p1' }, {}, {}] })
    expect(brief(answer)).toEqual(['broken INTERNAL'])
    expect(JSON.stringify(answer)).not.toMatch(/posts_secret|stack|at .*\.ts/)
  })

  test('says why an answer is empty', async () => {
    const answer = await world.ask('{ nothing }')
    expect(answer.data).toBeNull()
    expect(brief(answer)).toEqual(['nothing INTERNAL'])
  })

  test('loses, with a subgraph, what only that one knows, and says so at each place', async () => {
    world.down.add('feed')
    const answer = await world.ask('{ posts(first: 2) { title rank } }')
    world.down.delete('feed')
    expect(answer.data.posts).toEqual([
      { title: 'title of p1', rank: null },
      { title: 'title of p2', rank: null },
    ])
    expect(brief(answer)).toEqual(['posts.0.rank SUBGRAPH_UNAVAILABLE', 'posts.1.rank SUBGRAPH_UNAVAILABLE'])
    expect(answer.errors?.[0].extensions).toEqual({
      code: 'SUBGRAPH_UNAVAILABLE',
      retryable: true,
      requestId: answer.headers.get('x-request-id'),
    })
  })

  test('lets a null that may not be rise to the nearest field that may be null', async () => {
    world.down.add('users')
    const answer = await world.ask('{ posts(first: 1) { title author { name } } user(id: "ada") { name } }')
    const whole = await world.ask('{ posts(first: 1) { title editor { name } } }')
    world.down.delete('users')
    expect(answer.data).toEqual({ posts: [{ title: 'title of p1', author: null }], user: null })
    expect(brief(answer)?.sort()).toEqual(['posts.0.author.name SUBGRAPH_UNAVAILABLE', 'user SUBGRAPH_UNAVAILABLE'])
    expect(whole.data).toBeNull()
    expect(brief(whole)).toEqual(['posts.0.editor.name SUBGRAPH_UNAVAILABLE'])
  })

  test('is healthy when all subgraphs are, and names those that are not', async () => {
    world.down.add('users')
    expect(await (await fetch(`${world.gateway.url}/healthz`)).json()).toEqual({
      status: 'unavailable',
      unavailable: ['users'],
    })
    world.down.delete('users')
    await vi.waitFor(async () => expect((await fetch(`${world.gateway.url}/healthz`)).status).toBe(200), {
      timeout: 5_000,
      interval: 200,
    })
  })
})
