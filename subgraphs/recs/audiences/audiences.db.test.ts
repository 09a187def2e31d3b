import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { recs } from '../subgraph.ts'

describe('people who hide', () => {
  let app: LoneSubgraph
  let [ada, ben]: Actor[] = []
  beforeAll(async () => {
    app = await loneSubgraph(recs)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const name = () => `zoe${(ada as Actor).id.slice(-6)}`
  beforeEach(async () => {
    app.clock.advance(1)
    ;[ada, ben] = [app.newActor(), app.newActor()]
    await app.hear('users.account.registered', { userId: ada.id, handle: name(), displayName: 'Zoe', bio: null })
    await publish()
  })

  const publish = () =>
    app.hear('social.post.published', {
      ...{ postId: mintId('Post', app.clock.now()), authorId: (ada as Actor).id, visibility: 'PUBLIC', assetIds: [] },
      text: `light by ${name()}`,
    } as never)
  const hide = (isPrivate: boolean, discoverable: boolean) =>
    app.hear('social.audience.changed', { userId: (ada as Actor).id, isPrivate, discoverable })
  const found = async (as?: Actor) => {
    const text =
      'query ($query: String!) { search(query: $query, first: 20, types: [USER, POST]) { edges { node { __typename } } } }'
    const { edges } = (await app.ask(text, { query: name() }, as)).search
    return edges.map(({ node }: any) => node.__typename)
  }
  const recommended = async () => {
    const { edges } = (await app.ask('{ forYou(first: 50) { edges { node { id } } } }', {}, ben)).forYou
    return edges.length
  }

  test('of a private account the person is found, and no post, until it is open again', async () => {
    const before = await recommended()
    expect(await found(ben)).toEqual(['User', 'Post'])
    await hide(true, true)
    await publish()
    expect([await found(ben), await found()]).toEqual([['User'], ['User']])
    expect(await recommended()).toBe(before - 1)
    await hide(false, true)
    await hide(false, true)
    expect(await found(ben)).toEqual(['User', 'Post', 'Post'])
    expect(await recommended()).toBe(before + 1)
  })

  test('who would rather not be found is not, and no post either', async () => {
    const before = await recommended()
    await hide(false, false)
    expect([await found(ben), await found()]).toEqual([[], []])
    expect(await recommended()).toBe(before - 1)
    await hide(true, true)
    expect(await found(ben)).toEqual(['User'])
  })

  test('who deactivates their account is away with all of theirs, also on later pages, and there again', async () => {
    for (let post = 0; post < 3; post++) await publish()
    const before = await recommended()
    const text = `query ($query: String!, $after: String) { search(query: $query, first: 2, types: [POST], after: $after) {
      edges { node { __typename } } pageInfo { endCursor } } }`
    const first = (await app.ask(text, { query: name() }, ben)).search
    for (let time = 0; time < 2; time++) await app.hear('users.account.deactivated', { userId: (ada as Actor).id })
    expect([await found(ben), await found()]).toEqual([[], []])
    expect(await recommended()).toBe(before - 4)
    const next = (await app.ask(text, { query: name(), after: first.pageInfo.endCursor }, ben)).search
    expect(next.edges).toEqual([{ node: null }, { node: null }])
    const profile = { userId: (ada as Actor).id, handle: name(), displayName: 'Zoe', bio: null }
    await app.hear('users.account.reactivated', profile)
    expect(await found(ben)).toEqual(['User', 'Post', 'Post', 'Post', 'Post'])
    expect(await recommended()).toBe(before)
  })

  test('a withheld post is neither found nor recommended, also when it is edited, until it is released', async () => {
    const before = await recommended()
    const postId = mintId('Post', app.clock.now())
    const said = { postId, authorId: (ada as Actor).id, visibility: 'PUBLIC' as const, assetIds: [], text: name() }
    await app.hear('social.post.published', said)
    await app.hear('social.post.withheld', said)
    await app.hear('social.post.edited', {
      ...{ ...said, visibilityBefore: 'ONLY_ME' },
      publishedAt: app.clock.now().toISOString(),
    })
    expect(await found(ben)).toEqual(['User', 'Post'])
    expect(await recommended()).toBe(before)
    await app.hear('social.post.released', said)
    expect(await found(ben)).toEqual(['User', 'Post', 'Post'])
    expect(await recommended()).toBe(before + 1)
  })

  test('later pages of a search that has begun leave out who hides since', async () => {
    for (let post = 0; post < 3; post++) await publish()
    const text = `query ($query: String!, $after: String) { search(query: $query, first: 2, types: [POST], after: $after) {
      edges { node { __typename } } pageInfo { endCursor } } }`
    const first = (await app.ask(text, { query: name() }, ben)).search
    await hide(true, true)
    const next = (await app.ask(text, { query: name(), after: first.pageInfo.endCursor }, ben)).search
    expect(next.edges).toEqual([{ node: null }, { node: null }])
  })
})
