import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { assetGlobalId, postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

const SPANS = `text { text spans { start end target {
  __typename ... on User { id } ... on Hashtag { id name } ... on ExternalLink { url } } } }`

describe('what a post says', () => {
  let world: SocialWorld
  let ada: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  async function named(handle: string): Promise<Actor> {
    const actor = await world.person()
    await world.app.hear('users.profile.updated', { userId: actor.id, handle, displayName: 'Who', bio: null })
    return actor
  }
  const parts = async (text: string, author = ada) => {
    const { post } = await world.mutate('createPost', { text }, author, `post { id ${SPANS} hashtags { name } }`)
    const shown = post.text.spans.map(({ start, end, target: { __typename, ...target } }: any) => [
      post.text.text.slice(start, end),
      target.id && __typename === 'User' ? target.id : (target.name ?? target.url),
    ])
    return { id: post.id, shown, hashtags: post.hashtags.map(({ name }: any) => name) }
  }
  const publishedOf = async (id: string) =>
    (await world.app.announced()).find(
      ({ name, data }) => name === 'social.post.published' && data.postId === postUuid(id),
    )?.data

  test('leads to people, hashtags and addresses, and is announced with whom and what it names', async () => {
    const ben = await named('ben.ray')
    const { id, shown, hashtags } = await parts('🌅 @BEN.ray. #Sea #SEA #São https://example.org/a.')

    expect(shown).toEqual([
      ['@BEN.ray', globalIdOf(ben)],
      ['#Sea', 'sea'],
      ['#SEA', 'sea'],
      ['#São', 'sao'],
      ['https://example.org/a', 'https://example.org/a'],
    ])
    expect(hashtags).toEqual(['sea', 'sao'])
    expect(await publishedOf(id)).toMatchObject({ hashtags: ['sea', 'sao'], mentionedUserIds: [ben.id] })
  })

  test('stays plain where nobody is meant: an unknown handle, somebody behind a block, who does not want it', async () => {
    const [blocker, shy, friend] = [await named('blocker'), await named('shy_one'), await named('friendly')]
    await world.block(blocker, ada)
    const nobody = { whoCanMention: 'FOLLOWED_BY_ME' }
    for (const who of [shy, friend]) {
      expect((await world.mutate('updateAudience', nobody, who)).userErrors).toEqual([])
    }
    await world.follow(friend, ada)

    expect((await parts('@nobody_here @blocker @shy_one @friendly')).shown).toEqual([['@friendly', globalIdOf(friend)]])
    expect((await parts('it is me, @shy_one', shy)).shown).toEqual([['@shy_one', globalIdOf(shy)]])
  })

  test('means who has the handle now, and the one who has it last if facts come late', async () => {
    const old = await named('moving')
    world.app.clock.advance(1_000)
    const next = await named('moving')
    expect((await parts('@moving')).shown).toEqual([['@moving', globalIdOf(next)]])
    await world.app.hear('users.profile.updated', { userId: next.id, handle: 'moved', displayName: 'x', bio: null })
    expect((await parts('@moved @moving')).shown).toEqual([
      ['@moved', globalIdOf(next)],
      ['@moving', globalIdOf(old)],
    ])
  })

  test('costs a statement more only when it names people', async () => {
    const cost = (text: string) => world.app.statementsOf(() => world.post(ada, { text }))
    const plain = await cost('nothing here')
    expect(await cost('#sea https://a.example')).toBe(plain)
    expect(await cost('@nobody @nobody_else #sea')).toBe(plain + 1)
  })
})

describe('what a post is', () => {
  let world: SocialWorld
  let ada: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('a link with a warning, in a language', async () => {
    const input = { link: ' https://Example.org ', sensitive: true, contentWarning: ' spiders ', locale: 'pt-br' }
    const fields = 'kind link sensitive contentWarning locale origin text { text }'
    expect((await world.mutate('createPost', input, ada, `post { ${fields} }`)).post).toEqual({
      ...{ kind: 'LINK', link: 'https://example.org/', sensitive: true, contentWarning: 'spiders' },
      ...{ locale: 'pt-BR', origin: 'USER', text: null },
    })
  })

  test('a picture, a link or a text, by what it shows first', async () => {
    const kindOf = async (input: object) => (await world.mutate('createPost', input, ada, 'post { kind }')).post.kind
    const assetIds = [assetGlobalId(await world.asset(ada))]
    expect(await kindOf({ assetIds, link: 'https://a.example', text: 'x' })).toBe('IMAGE')
    expect(await kindOf({ link: 'https://a.example', text: 'x' })).toBe('LINK')
    expect(await kindOf({ text: 'x' })).toBe('TEXT')
    const video = { assetId: mintId('Asset', world.app.clock.now()), ownerId: ada.id, kind: 'VIDEO' as const }
    await world.app.hear('media.upload.created', video)
    expect(await kindOf({ assetIds: [assetGlobalId(video.assetId)] })).toBe('VIDEO')
    expect(await kindOf({ assetIds: [...assetIds, assetGlobalId(video.assetId)] })).toBe('MIXED')
  })

  test.each([
    ['link', 'javascript:alert(1)'],
    ['link', 'ftp://a.example'],
    ['link', 'https://u:p@a.example'],
    ['link', `https://a.example/${'x'.repeat(2_048)}`],
    ['contentWarning', ' '],
    ['contentWarning', 'x'.repeat(201)],
    ['locale', 'not a language'],
    ['quoteOf', 'user_1'],
    ['publishAt', 'tomorrow'],
  ])('is refused with a %s of %j', async (field, value) => {
    const { userErrors } = await world.mutate('createPost', { text: 'x', [field]: value }, ada)
    expect(userErrors).toEqual([{ code: 'VALIDATION_FAILED', path: ['input', field] }])
  })

  test('waits for its media, unless it is not to', async () => {
    const assetIds = [assetGlobalId(await world.asset(ada, 'PENDING'))]
    expect((await world.mutate('createPost', { assetIds, whenMediaNotReady: 'REJECT' }, ada)).userErrors).toEqual([
      { code: 'ASSET_NOT_USABLE', path: ['input', 'assetIds', '0'] },
    ])
  })

  test('quotes only what its author sees', async () => {
    const ben = await world.person()
    const quoteOf = await world.post(ben, { visibility: 'FOLLOWERS' })
    const unknown = encodeId('Post', mintId('Post', new Date()))
    const refused = [{ code: 'NOT_FOUND', path: ['input', 'quoteOf'] }]
    for (const id of [quoteOf, unknown]) {
      expect((await world.mutate('createPost', { text: 'x', quoteOf: id }, ada)).userErrors).toEqual(refused)
    }
    await world.follow(ada, ben)
    const { post } = await world.mutate('createPost', { quoteOf }, ada, 'post { id kind quoteOf { __typename } }')
    expect(post).toMatchObject({ kind: 'TEXT', quoteOf: { __typename: 'Post' } })
  })
})
