import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { watchPost } from '../activity/test-activity.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { mutedBy } from './reads.ts'

describe('mutes', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const mute = (who: Actor, whom: Actor, level = 'HIDE_EVERYWHERE', until: string | null = null) =>
    world.mutate('mute', { userId: globalIdOf(whom), level, until }, who, 'relationship { muting mutedUntil }')
  const unmute = (who: Actor, whom: Actor) =>
    world.mutate('unmute', { userId: globalIdOf(whom) }, who, 'relationship { muting mutedUntil }')
  const mutedOf = async (who: Actor) =>
    (await world.app.ask('{ mutedUsers(first: 20) { nodes { id } } }', {}, who)).mutedUsers.nodes
  const facts = async (who: Actor) =>
    (await world.app.announced())
      .filter(({ data }) => data.muterId === who.id)
      .map(({ name, data }) => [name.replace('social.user.', ''), data.level])
  const inMs = (ms: number) => new Date(world.app.clock.now().getTime() + ms).toISOString()
  const commentsOf = async (postId: string, as: Actor) =>
    (
      await world.app.ask(
        'query ($id: ID!) { post(id: $id) { comments { nodes { author { id } } } } }',
        { id: postId },
        as,
      )
    ).post.comments.nodes

  test('are set, changed and ended, and told when something changed', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    expect((await mute(ada, ben, 'HIDE_FROM_FEEDS')).relationship).toEqual({
      muting: 'HIDE_FROM_FEEDS',
      mutedUntil: null,
    })
    await mute(ada, ben, 'HIDE_FROM_FEEDS', inMs(60_000))
    expect((await mute(ada, ben)).relationship).toEqual({ muting: 'HIDE_EVERYWHERE', mutedUntil: null })
    expect(await mutedOf(ada)).toEqual([{ id: globalIdOf(ben) }])
    expect(await mutedOf(ben)).toEqual([])
    for (let round = 0; round < 2; round++) expect((await unmute(ada, ben)).relationship.muting).toBe('NONE')
    expect(await mutedOf(ada)).toEqual([])
    expect(await facts(ada)).toEqual([
      ['muted', 'HIDE_FROM_FEEDS'],
      ['muted', 'HIDE_EVERYWHERE'],
      ['unmuted', undefined],
    ])
  })

  test('the muted learn nothing of it', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const text =
      'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { relationship { muting followState blocking } } } }'
    const seen = () => world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(ada) }] }, ben)
    const before = await seen()
    await mute(ada, ben)
    expect(await seen()).toEqual(before)
  })

  test('end by themselves, and are told as ended', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    await mute(ada, ben, 'HIDE_EVERYWHERE', inMs(60_000))
    await mute(ada, cleo)
    world.app.clock.advance(59_000)
    await world.app.doChores()
    expect(await mutedOf(ada)).toHaveLength(2)
    world.app.clock.advance(1_000)
    await world.app.doChores()
    expect(await mutedOf(ada)).toEqual([{ id: globalIdOf(cleo) }])
    expect((await facts(ada)).at(-1)?.[0]).toBe('unmuted')
  })

  test('hide the comments of the muted from the one who muted everywhere, in lists and on open streams', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const postId = await world.post(ada)
    await world.comment(ben, postId)
    await mute(cleo, ben, 'HIDE_FROM_FEEDS')
    expect(await commentsOf(postId, cleo)).toHaveLength(1)
    await mute(cleo, ben)
    expect(await commentsOf(postId, cleo)).toEqual([])
    expect(await commentsOf(postId, ada)).toHaveLength(1)

    await world.settle()
    await using watching = await watchPost(world, postId, cleo)
    await world.comment(ben, postId, 'not for cleo')
    await world.comment(ada, postId, 'for cleo')
    await world.settle()
    expect(await watching.nextComment()).toMatchObject({ comment: { text: { text: 'for cleo' } } })
  })

  test('refuse oneself, nobody, a moment that has passed, and what is no id', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const refusal = async (payload: Promise<any>) => (await payload).userErrors[0]
    expect(await refusal(mute(ada, ada))).toEqual({ code: 'CANNOT_MUTE_SELF', path: ['input', 'userId'] })
    for (const who of [mute, unmute])
      expect(await refusal(who(ada, world.app.newActor()))).toEqual({ code: 'NOT_FOUND', path: ['input', 'userId'] })
    for (const until of [inMs(0), inMs(-1)])
      expect(await refusal(mute(ada, ben, 'HIDE_FROM_FEEDS', until))).toEqual({
        code: 'VALIDATION_FAILED',
        path: ['input', 'until'],
      })
    expect(await refusal(world.mutate('mute', { userId: ada.id, level: 'HIDE_EVERYWHERE' }, ada))).toEqual({
      code: 'VALIDATION_FAILED',
      path: ['input', 'userId'],
    })
    expect(await facts(ada)).toEqual([])
  })

  test('are listed by their index', async () => {
    const ada = await world.person()
    const plan = await world.app.db.transaction(async (tx) => {
      await tx.execute('set local enable_seqscan = off')
      return planOf(tx as never, mutedBy(tx as never)(ada.id, firstPage(20)))
    })
    expect(plan).toContain('mutes_of_muter')
  })
})
