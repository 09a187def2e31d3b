import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('updatePost', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const POST = `id version editedAt visibility kind link sensitive contentWarning text { text } hashtags { name }
    revisions(first: 2) { nodes { version text { text } writtenAt } pageInfo { hasNextPage endCursor } }`
  const edit = (id: string, input: object, as = ada) =>
    world.mutate('updatePost', { id, expectedVersion: '1', ...input }, as, `post { ${POST} }`)
  const look = async (id: string, as?: Actor) =>
    (await world.app.ask(`query ($id: ID!) { post(id: $id) { ${POST} } }`, { id }, as)).post
  const factsOf = async (id: string) =>
    (await world.app.announced()).filter(({ data }) => data.postId === postUuid(id)).map(({ name }) => name)

  test('changes what is given, keeps what it said before, and announces it', async () => {
    const id = await world.post(ada, { text: 'first #light', contentWarning: 'sun' })
    const wroteAt = world.app.clock.now().toISOString()
    world.app.clock.advance(60_000)
    const { post } = await edit(id, { text: 'second #sight', sensitive: true })

    expect(post).toMatchObject({
      ...{ version: '2', editedAt: world.app.clock.now().toISOString(), sensitive: true, contentWarning: 'sun' },
      ...{ text: { text: 'second #sight' }, hashtags: [{ name: 'sight' }] },
      revisions: { nodes: [{ version: '1', text: { text: 'first #light' }, writtenAt: wroteAt }] },
    })
    expect(await look(id)).toEqual(post)
    const [, edited] = (await world.app.announced()).filter(({ data }) => data.postId === postUuid(id))
    expect(edited).toMatchObject({
      name: 'social.post.edited',
      data: {
        ...{ authorId: ada.id, text: 'second #sight', hashtags: ['sight'], publishedAt: wroteAt },
        ...{ visibility: 'PUBLIC', visibilityBefore: 'PUBLIC' },
      },
    })
  })

  test('that changes nothing is no edit', async () => {
    const id = await world.post(ada, { text: 'as it is' })
    expect((await edit(id, { text: ' as it is ', visibility: 'PUBLIC', link: null })).post.version).toBe('1')
    expect(await factsOf(id)).toEqual(['social.post.published'])
  })

  test('of the audience alone is not shown as an edit', async () => {
    const id = await world.post(ada)
    const { post } = await edit(id, { visibility: 'FOLLOWERS' })
    expect(post).toMatchObject({ version: '2', editedAt: null, revisions: { nodes: [] } })
    expect(await look(id, ben)).toBeNull()
    expect(await factsOf(id)).toEqual(['social.post.published', 'social.post.edited'])
  })

  test('of two editors at once lets one through and tells the other which version it is now', async () => {
    const id = await world.post(ada)
    const text = `mutation ($input: UpdatePostInput!) { updatePost(input: $input) {
      userErrors { code path message ... on VersionConflictError { currentVersion } } } }`
    const both = await Promise.all(
      ['one', 'two'].map((said) =>
        world.app.ask(text, { input: { id, expectedVersion: 1, text: said } }, ada).then((data) => data.updatePost),
      ),
    )
    expect(both.flatMap(({ userErrors }) => userErrors)).toEqual([
      {
        ...{ code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'], currentVersion: '2' },
        message: 'It was changed in the meantime. Look again, then retry.',
      },
    ])
  })

  test("finds neither somebody else's post, nor a deleted one, nor a repost", async () => {
    const [foreign, gone, shown] = [await world.post(ben), await world.post(ada), await world.post(ben)]
    await world.mutate('deletePost', { id: gone }, ada)
    const { repost } = await world.mutate('repost', { postId: shown }, ada, 'repost { id }')
    const refused = { post: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] }
    for (const id of [foreign, gone, repost.id, encodeId('Post', mintId('Post', new Date()))]) {
      expect(await edit(id, { text: 'x' })).toEqual(refused)
      expect(await edit(id, { text: 'x', expectedVersion: '7' })).toEqual(refused)
    }
  })

  test('refuses what cannot be, and leaves nothing behind', async () => {
    const id = await world.post(ada, { text: 'whole' })
    const refusedAt = async (input: object) =>
      (await edit(id, input)).userErrors.map(({ code, path }: any) => `${code} ${path.slice(1).join('.')}`)
    expect(await refusedAt({ text: null })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: 'x'.repeat(5_001) })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ visibility: null })).toEqual(['VALIDATION_FAILED visibility'])
    expect(await refusedAt({ link: 'nowhere' })).toEqual(['VALIDATION_FAILED link'])
    expect(await refusedAt({ expectedVersion: 'x' })).toEqual(['VALIDATION_FAILED expectedVersion'])
    expect(await refusedAt({ expectedVersion: '-1' })).toEqual(['VALIDATION_FAILED expectedVersion'])
    expect(await refusedAt({ publishAt: '2026-06-01T00:00:00Z' })).toEqual(['ALREADY_PUBLISHED publishAt'])
    expect(await look(id, ada)).toMatchObject({ version: '1', text: { text: 'whole' } })
    expect(await edit(id, { text: null, link: 'https://a.example' })).toMatchObject({ post: { kind: 'LINK' } })
  })

  test('opens to nobody what was said when it was not for them', async () => {
    const id = await world.post(ada, { text: 'dear diary', visibility: 'ONLY_ME' })
    await edit(id, { text: 'dear friends', visibility: 'FOLLOWERS' })
    await edit(id, { text: 'dear all', visibility: 'PUBLIC', expectedVersion: '2' })
    const saidTo = async (viewer?: Actor) => (await look(id, viewer)).revisions.nodes.map(({ text }: any) => text.text)

    expect(await saidTo(ada)).toEqual(['dear friends', 'dear diary'])
    expect(await saidTo(ben)).toEqual([])
    await world.follow(ben, ada)
    expect(await saidTo(ben)).toEqual(['dear friends'])
  })

  test('keeps a hundred earlier texts, as pages, and refuses a further one', async () => {
    const id = await world.post(ada, { text: '0' })
    for (let version = 1; version <= 100; version++) {
      await world.mutate('updatePost', { id, expectedVersion: version, text: `${version}` }, ada)
    }
    expect((await edit(id, { expectedVersion: '101', text: 'more' })).userErrors).toEqual([
      { code: 'LIMIT_REACHED', path: ['input', 'text'] },
    ])
    const text = `query ($id: ID!, $after: String) { post(id: $id) { revisions(first: 60, after: $after) {
      nodes { text { text } } pageInfo { hasNextPage endCursor } } } }`
    const first = (await world.app.ask(text, { id })).post.revisions
    const second = (await world.app.ask(text, { id, after: first.pageInfo.endCursor })).post.revisions
    expect([...first.nodes, ...second.nodes].map((one: any) => one.text.text)).toEqual(
      Array.from({ length: 100 }, (_one, index) => `${99 - index}`),
    )
    expect(second.pageInfo.hasNextPage).toBe(false)
  })

  test('moves the post from one count to the other', async () => {
    const cleo = await world.person()
    const id = await world.post(cleo)
    const countFor = async (viewer?: Actor) => {
      await world.settle()
      const text = 'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { postCount { value } } } }'
      const u = [{ __typename: 'User', id: globalIdOf(cleo) }]
      return (await world.app.ask(text, { u }, viewer))._entities[0].postCount.value
    }
    expect([await countFor(), await countFor(cleo)]).toEqual(['1', '1'])
    await edit(id, { visibility: 'ONLY_ME' }, cleo)
    expect([await countFor(), await countFor(cleo)]).toEqual(['0', '1'])
    await world.mutate('deletePost', { id }, cleo)
    expect([await countFor(), await countFor(cleo)]).toEqual(['0', '0'])
  })
})
