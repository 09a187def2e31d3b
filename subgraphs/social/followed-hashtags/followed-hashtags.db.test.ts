import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { hashtagsFollowedBy } from './reads.ts'

describe('followed hashtags', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const act = (field: string, who: Actor, name: string) =>
    world.mutate(field, { name }, who, 'hashtag { name viewerFollows }')
  const followedBy = async (who: Actor) =>
    (await world.app.ask('{ followedHashtags { nodes { name viewerFollows } } }', {}, who)).followedHashtags.nodes
  const factsOf = async (who: Actor) =>
    (await world.app.announced())
      .filter(({ name, data }) => name.startsWith('social.hashtag.') && data.userId === who.id)
      .map(({ name, data }) => [name.replace('social.hashtag.', ''), data.name])

  test('are one, however they are written, and followed once', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const saoPaulo = { name: 'saopaulo', viewerFollows: true }
    for (const name of ['#SãoPaulo', 'saopaulo'])
      expect((await act('followHashtag', ada, name)).hashtag).toEqual(saoPaulo)
    world.app.clock.advance(1)
    await act('followHashtag', ada, 'light')
    expect(await followedBy(ada)).toEqual([{ name: 'light', viewerFollows: true }, saoPaulo])
    expect(await followedBy(ben)).toEqual([])
    for (let round = 0; round < 2; round++) {
      expect((await act('unfollowHashtag', ada, 'SaoPaulo')).hashtag).toEqual({ ...saoPaulo, viewerFollows: false })
    }
    expect(await factsOf(ada)).toEqual([
      ['followed', 'saopaulo'],
      ['followed', 'light'],
      ['unfollowed', 'saopaulo'],
    ])
  })

  test('are read by their index', async () => {
    const ada = await world.person()
    const plan = await world.app.db.transaction(async (tx) => {
      await tx.execute('set local enable_seqscan = off')
      return planOf(tx as never, hashtagsFollowedBy(tx as never)(ada.id, firstPage(20)))
    })
    expect(plan).toContain('followed_hashtags_of_user')
  })

  test.each(['followHashtag', 'unfollowHashtag'])('%s refuses what is no hashtag', async (field) => {
    const ada = await world.person()
    for (const name of ['', '#', '12', 'two words', 'x'.repeat(101)]) {
      expect((await act(field, ada, name)).userErrors).toEqual([{ code: 'VALIDATION_FAILED', path: ['input', 'name'] }])
    }
  })
})
