import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { assetGlobalId, type SocialWorld, socialWorld } from '../test-world.ts'

describe('what a comment says', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  let postId: string
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await named('ben.ray')
    postId = await world.post(ada)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  async function named(handle: string): Promise<Actor> {
    const actor = await world.person()
    await world.app.hear('users.profile.updated', { userId: actor.id, handle, displayName: 'Who', bio: null })
    return actor
  }
  const SAID = `comment { id version editedAt asset { id } text { text spans { target {
    __typename ... on User { id } ... on Hashtag { name } ... on ExternalLink { url } } } } }`
  const say = (input: object, as = ada) => world.mutate('createComment', { postId, text: '', ...input }, as, SAID)
  const edit = (id: string, input: object, as = ada) =>
    world.mutate('updateComment', { id, expectedVersion: '1', ...input }, as, SAID)
  const targets = ({ comment }: any) =>
    comment.text.spans.map(({ target }: any) => target.id ?? target.name ?? target.url)
  const factsOf = async (name: string) =>
    (await world.app.announced()).filter((fact) => fact.name === name).map(({ data }) => data)

  test('leads to people, hashtags and addresses, and tells whom it mentions', async () => {
    const said = await say({ text: 'oh @ben.ray #São https://example.org/a' })
    expect(targets(said)).toEqual([globalIdOf(ben), 'sao', 'https://example.org/a'])
    expect((await factsOf('social.comment.added')).at(-1)).toMatchObject({ mentionedUserIds: [ben.id] })
  })

  test('mentions nobody who does not want it, or is behind a block', async () => {
    const [shy, blocker] = [await named('shy'), await named('blocker')]
    await world.mutate('updateAudience', { whoCanMention: 'NOBODY' }, shy)
    await world.block(blocker, ada)
    const said = await say({ text: '@shy @blocker @nobody_at_all' })
    expect(targets(said)).toEqual([])
    expect((await factsOf('social.comment.added')).at(-1)).toMatchObject({ mentionedUserIds: [] })
  })

  test('may be a picture of the author, ready or not, with or without words', async () => {
    for (const state of ['READY', 'PENDING'] as const) {
      const assetId = assetGlobalId(await world.asset(ada, state))
      const { comment, userErrors } = await say({ assetId })
      expect([comment.text.text, comment.asset, userErrors]).toEqual(['', { id: assetId }, []])
      expect((await edit(comment.id, { text: 'words' })).comment).toMatchObject({
        asset: { id: assetId },
        version: '2',
      })
    }
  })

  test('is no failed picture, no video, and nothing of somebody else; and not nothing', async () => {
    const code = async (input: object) => (await say(input)).userErrors
    const unusable = [{ code: 'ASSET_NOT_USABLE', path: ['input', 'assetId'] }]
    const video = await world.asset(ada, 'PENDING')
    await world.app.hear('media.asset.ready', { assetId: video, ownerId: ada.id, kind: 'VIDEO' })
    for (const id of [await world.asset(ada, 'FAILED'), await world.asset(ben), video])
      expect(await code({ assetId: assetGlobalId(id) })).toEqual(unusable)
    for (const text of ['', ' \n', '\u200b'])
      expect(await code({ text })).toEqual([{ code: 'VALIDATION_FAILED', path: ['input', 'text'] }])
  })

  test('is edited by its author, who names the version; each edit is told, the same text is none', async () => {
    const { comment } = await say({ text: 'first' })
    world.app.clock.advance(1_000)
    const edited = await edit(comment.id, { text: ' second @ben.ray ' })
    expect(edited.comment).toMatchObject({ text: { text: 'second @ben.ray' }, version: '2' })
    expect(edited.comment.editedAt).toBe(world.app.clock.now().toISOString())
    expect(targets(edited)).toEqual([globalIdOf(ben)])
    expect((await edit(comment.id, { text: 'second @ben.ray', expectedVersion: '2' })).comment.version).toBe('2')
    expect((await factsOf('social.comment.edited')).map(({ mentionedUserIds }) => mentionedUserIds).at(-1)).toEqual([
      ben.id,
    ])
    expect(await factsOf('social.comment.edited')).toHaveLength(3)
  })

  test('is not edited at a stale version, to nothing, or by somebody else', async () => {
    const { comment } = await say({ text: 'mine' })
    const refused = async (input: object, as = ada) => (await edit(comment.id, { text: 'x', ...input }, as)).userErrors
    expect(await refused({ expectedVersion: '7' })).toEqual([
      { code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'] },
    ])
    expect(await refused({}, ben)).toEqual([{ code: 'NOT_FOUND', path: ['input', 'id'] }])
    expect(await refused({ text: ' ' })).toEqual([{ code: 'VALIDATION_FAILED', path: ['input', 'text'] }])
    expect(await refused({ expectedVersion: 'x' })).toEqual([
      { code: 'VALIDATION_FAILED', path: ['input', 'expectedVersion'] },
    ])
    await world.block(ada, ben)
    const bens = await world.post(ben)
    expect((await edit(bens, { text: 'x' })).userErrors[0].code).toBe('VALIDATION_FAILED')
  })

  test('is edited once by two who name the same version', async () => {
    const { comment } = await say({ text: 'mine' })
    const both = await Promise.all(['one', 'two'].map((text) => edit(comment.id, { text })))
    expect(both.map(({ userErrors }) => userErrors[0]?.code ?? 'edited').sort()).toEqual(['VERSION_CONFLICT', 'edited'])
  })
})
