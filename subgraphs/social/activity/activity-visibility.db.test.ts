import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'
import { brief, isComment, type Watching, watchPost } from './test-activity.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const settled = async (act: Promise<unknown>) => {
  await act
  await world.settle()
}
const ended = { __typename: 'StreamReset', reason: 'PERMISSION_CHANGED' }

/** What ends a viewer's sight of ada's post, which only her followers see. */
const endings: [string, (ada: Actor, ben: Actor, postId: string) => Promise<unknown>][] = [
  ['is deleted', (ada, _ben, id) => world.mutate('deletePost', { id }, ada)],
  ['is by somebody who blocks the viewer', (ada, ben) => world.block(ada, ben)],
  ['is by somebody whom the viewer blocks', (ada, ben) => world.block(ben, ada)],
  [
    'is for followers, when the viewer is none any more',
    (ada, ben) => world.mutate('unfollow', { userId: globalIdOf(ada) }, ben),
  ],
]

describe('a post that can no longer be seen', () => {
  async function watched() {
    const [ada, ben] = [await world.person(), await world.person()]
    await world.follow(ben, ada)
    const postId = await world.post(ada, { visibility: 'FOLLOWERS' })
    return { ada, ben, postId }
  }

  test.each(endings)('ends its streams at once when it %s', async (_when, end) => {
    const { ada, ben, postId } = await watched()
    await using watching = await watchPost(world, postId, ben)
    const beganMs = performance.now()
    await settled(end(ada, ben, postId))
    expect(await watching.nextNews()).toMatchObject(ended)
    expect(performance.now() - beganMs).toBeLessThan(5_000)
    expect(await watching.next()).toBeNull()
  })

  test.each(endings)('is not shown to who comes back with a cursor when it %s', async (_when, end) => {
    const { ada, ben, postId } = await watched()
    const watching = await watchPost(world, postId, ben)
    await settled(world.comment(ada, postId, 'seen'))
    const { cursor } = await watching.nextComment()
    await watching[Symbol.asyncDispose]()
    await settled(world.comment(ada, postId, 'missed'))
    await settled(end(ada, ben, postId))

    await using resumed = await watchPost(world, postId, ben, cursor)
    expect(await resumed.next()).toMatchObject(ended)
    expect(await resumed.next()).toBeNull()
  })

  test('is not shown in an entry either that comes before the hint', async () => {
    const { ada, ben, postId } = await watched()
    await using watching = await watchPost(world, postId, ben)
    await world.app.db.execute(`delete from follows where follower_id = '${ben.id}'`)
    await settled(world.comment(ada, postId, 'for followers'))
    expect(await watching.nextNews()).toMatchObject(ended)
  })

  test('goes on for everybody else', async () => {
    const { ada, ben, postId } = await watched()
    const cleo = await world.person()
    await world.follow(cleo, ada)
    await using watching = await watchPost(world, postId, cleo)
    await settled(world.block(ada, ben))
    await settled(world.comment(ada, postId, 'still here'))
    expect(brief(await watching.nextComment())).toBe('still here')
  })
})

test('what the viewer may not see is refused like what does not exist', async () => {
  const [ada, ben] = [await world.person(), await world.person()]
  const hidden = [await world.post(ada, { visibility: 'FOLLOWERS' }), await world.post(ada, { visibility: 'ONLY_ME' })]
  const said = []
  for (const id of [...hidden, encodeId('Post', mintId('Post', new Date())), 'nonsense', globalIdOf(ada)]) {
    for (const viewer of [anonymous, ben]) said.push(await watchPost(world, id, viewer).then(brief, String))
  }
  expect(new Set(said)).toEqual(new Set(['Error: There is no such post, or you may not see it.']))
  await using own = await watchPost(world, hidden[1] as string, ada)
  await settled(world.comment(ada, hidden[1] as string, 'to myself'))
  expect(brief(await own.nextComment())).toBe('to myself')
})

test('the comments of people whom a block keeps apart are not shown: neither when they come nor when they go', async () => {
  const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
  const postId = await world.post(ada)
  await world.block(cleo, ben)
  await using anybody = await watchPost(world, postId)
  const began = await watchPost(world, postId, ben)
  await settled(world.comment(ada, postId, 'zero'))
  const { cursor } = await began.nextComment()
  await began[Symbol.asyncDispose]()
  await using live = await watchPost(world, postId, ben)

  const id = await world.comment(cleo, postId, 'not for ben')
  await world.settle()
  await settled(world.mutate('deleteComment', { id }, cleo))
  await settled(world.comment(ada, postId, 'the end'))

  await using replayed = await watchPost(world, postId, ben, cursor)
  const toTheEnd = (item: any) => brief(item) === 'the end'
  for (const watching of [live, replayed]) {
    expect((await watching.until(toTheEnd)).filter(isComment).map(brief)).toEqual(['the end'])
  }
  const all = (await anybody.until(toTheEnd)).filter(isComment).map(brief)
  expect(all.slice(-2)).toEqual(['CommentRemoved', 'the end'])
})

test('fifty viewers take together about as many statements as one', async () => {
  const ada = await world.person()
  const postId = await world.post(ada)
  const watchAll = (viewers: Actor[]) => Promise.all(viewers.map((viewer) => watchPost(world, postId, viewer)))
  async function costOf(viewers: number) {
    const people = Array.from({ length: viewers }, () => world.app.newActor())
    let all: Watching[] = []
    const opening = await world.app.statementsOf(async () => {
      all = await watchAll(people)
    })
    expect(opening).toBe(3)
    const cost = await world.app.statementsOf(async () => {
      await settled(world.comment(ada, postId, 'for all'))
      // The comment and the count, whichever is first.
      await Promise.all(all.flatMap((one) => [one.nextNews(), one.nextNews()]))
    })
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
    return cost
  }
  // Not all of them look in the same turn: three more turns of at most six statements.
  expect(await costOf(50)).toBeLessThanOrEqual((await costOf(1)) + 18)
})
