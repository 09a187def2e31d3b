import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SocialWorld, socialWorld } from '../test-world.ts'

describe('keyword filters', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const fields = 'filter { id phrase wholeWord places action expiresAt version }'
  const create = (owner: Actor, input = {}) =>
    world.mutate('createKeywordFilter', { phrase: 'Spoiler', places: ['HOME'], ...input }, owner, fields)
  const own = async (owner: Actor) =>
    (await world.app.ask('{ keywordFilters { id phrase } }', {}, owner)).keywordFilters
  const matchedOf = async (postId: string, as: Actor, place = 'HOME') => {
    const text = `query ($id: ID!, $place: KeywordFilterPlace!) {
      post(id: $id) { viewerState { matchedFilters(place: $place) { phrase action } } } }`
    return (await world.app.ask(text, { id: postId, place }, as)).post.viewerState.matchedFilters
  }

  test('are made, changed and forgotten, and theirs alone', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const { filter } = await create(ada, { places: ['COMMENTS', 'HOME', 'HOME'], wholeWord: false, action: 'WARN' })
    expect(filter).toEqual({
      ...{ id: filter.id, phrase: 'Spoiler', wholeWord: false, places: ['HOME', 'COMMENTS'] },
      ...{ action: 'WARN', expiresAt: null, version: '1' },
    })
    const change = (as: Actor, id: string, expectedVersion: string) =>
      world.mutate('updateKeywordFilter', { id, expectedVersion, phrase: 'finale' }, as, fields)
    expect((await change(ada, filter.id, '1')).filter).toMatchObject({ phrase: 'finale', action: 'WARN', version: '2' })
    expect((await change(ada, filter.id, '1')).userErrors[0].code).toBe('VERSION_CONFLICT')
    const nothing = encodeId('KeywordFilter', mintId('KeywordFilter', new Date()))
    expect(await change(ben, filter.id, '2')).toEqual(await change(ben, nothing, '2'))
    const forget = (as: Actor, id: string) => world.mutate('deleteKeywordFilter', { id }, as, 'deletedFilterId')
    expect(await forget(ben, filter.id)).toEqual(await forget(ben, nothing))
    expect([await own(ada), await own(ben)]).toEqual([[{ id: filter.id, phrase: 'finale' }], []])
    expect((await forget(ada, filter.id)).deletedFilterId).toBe(filter.id)
    expect(await own(ada)).toEqual([])
    expect((await world.app.announced()).filter(({ data }) => JSON.stringify(data).includes('poiler'))).toEqual([])
  })

  test('say of each post whether it matches, where they are asked for; never of the own', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await create(ada)
    await create(ada, { phrase: 'light', places: ['NOTIFICATIONS'] })
    const spoiling = await world.post(ben, { text: 'No SPÓILER, first light' })
    expect(await matchedOf(spoiling, ada)).toEqual([{ phrase: 'Spoiler', action: 'HIDE' }])
    expect(await matchedOf(spoiling, ada, 'NOTIFICATIONS')).toEqual([{ phrase: 'light', action: 'HIDE' }])
    expect(await matchedOf(spoiling, ada, 'COMMENTS')).toEqual([])
    expect(await matchedOf(spoiling, ben)).toEqual([])
    expect(await matchedOf(await world.post(ben, { text: 'first' }), ada)).toEqual([])
    expect(await matchedOf(await world.post(ada, { text: 'spoiler' }), ada)).toEqual([])
  })

  test('say of each comment whether it matches', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await create(ada, { places: ['COMMENTS'] })
    const postId = await world.post(ada)
    await world.comment(ben, postId, 'what a spoiler')
    await world.comment(ada, postId, 'no spoiler')
    const text = 'query ($id: ID!) { post(id: $id) { comments { nodes { matchedFilters { phrase } } } } }'
    const matches = async (as: Actor) =>
      (await world.app.ask(text, { id: postId }, as)).post.comments.nodes.map((one: any) => one.matchedFilters)
    expect(await matches(ada)).toEqual([[{ phrase: 'Spoiler' }], []])
    expect(await matches(ben)).toEqual([[], []])
  })

  test('cost a page one statement', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const ids = [await world.post(ben), await world.post(ben)]
    const text = (field: string) => `query ($all: [_Any!]!) {
      _entities(representations: $all) { ... on Post { viewerState { liked ${field} } } } }`
    const all = ids.map((id) => ({ __typename: 'Post', id }))
    const costOf = (field: string) => world.app.statementsOf(() => world.app.ask(text(field), { all }, ada))
    expect((await costOf('matchedFilters { phrase }')) - (await costOf(''))).toBe(1)
  })

  test('end by themselves', async () => {
    const ada = await world.person()
    const expiresAt = new Date(world.app.clock.now().getTime() + 60_000).toISOString()
    await create(ada, { expiresAt })
    await create(ada, { phrase: 'stays' })
    world.app.clock.advance(60_000)
    await world.app.doChores()
    expect((await own(ada)).map(({ phrase }: any) => phrase)).toEqual(['stays'])
  })

  test('are refused when they are nothing, too long, too many, nowhere or over already', async () => {
    const ada = await world.person()
    const refusal = async (input: object) => (await create(ada, input)).userErrors[0]
    const invalid = (field: string) =>
      expect.objectContaining({ code: 'VALIDATION_FAILED', path: expect.arrayContaining([field]) })
    for (const phrase of ['', ' ', 'x'.repeat(101)]) expect(await refusal({ phrase })).toEqual(invalid('phrase'))
    expect(await refusal({ places: [] })).toEqual(invalid('places'))
    expect(await refusal({ expiresAt: world.app.clock.now().toISOString() })).toEqual(invalid('expiresAt'))
    for (let held = 0; held < 200; held++) await create(ada)
    expect(await refusal({})).toEqual({ code: 'LIMIT_REACHED', path: null })
  })
})
