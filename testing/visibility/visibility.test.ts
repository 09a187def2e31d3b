import { randomUUID } from 'node:crypto'
import { PostActivityDocument } from '@varal/schema/operations/documents'
import { randomNumbers } from '@varal/testing/random-numbers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'
import { type Crowd, gatherCrowd } from './crowd.ts'
import { type Person, STRANGER, type Thing } from './may-see.ts'
import { sweepOf } from './sweep.ts'

/** Another world each time: VISIBILITY_SEED=anything npm test -- testing/visibility. */
const SEED = process.env['VISIBILITY_SEED'] ?? 'one rule'
const [BEN, CLEO, DAN, EVA] = [1, 2, 3, 4] as const
/** How long a block or a switch to private may take to arrive everywhere. */
const EFFECT_MS = 5_000

let world: World
let crowd: Crowd
let sweep: ReturnType<typeof sweepOf>

beforeAll(async () => {
  world = await startWorld('one process')
  crowd = await gatherCrowd(world, randomNumbers(SEED))
  await crowd.fallOut()
  sweep = sweepOf(world.gatewayUrl, crowd)
}, 120_000)
afterAll(() => world?.[Symbol.asyncDispose]())

const nothingLeaks = (look: () => Promise<string[]>) =>
  eventually(
    'nothing leaks',
    async () => {
      const wrong = await look()
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      return true
    },
    EFFECT_MS,
  )
const postOf = (by: Person, what: string) =>
  crowd.things.find((thing) => thing.kind === 'Post' && thing.by === by && thing.what === what) as Thing

test('who may not see something is told by its id what is told of nothing, at every field', async () => {
  expect(await sweep.byId()).toEqual([])
}, 120_000)

test('nothing shows through in a feed, a list, a search or a replayed stream', async () => {
  await nothingLeaks(() => sweep.everywhere())
}, 60_000)

test('every mutation refuses what may not be seen as it refuses what does not exist', async () => {
  expect(await sweep.byMutation()).toEqual([])
}, 120_000)

test('every subscription answers what may not be seen as it answers what does not exist', async () => {
  expect(await sweep.byStream()).toEqual([])
}, 60_000)

test('what is secret changes nothing that others see: no list, no count, no page', async () => {
  const others: readonly Person[] = [STRANGER, BEN, DAN]
  const things = crowd.things.filter(
    ({ kind, by }) => kind !== 'Asset' && (by === CLEO || kind === 'Post' || kind === 'User'),
  )
  const before = await sweep.snapshot(others, things)
  const mine = async (name: string, input: object, selection = '') =>
    crowd.act(CLEO, name, { ...input, idempotencyKey: randomUUID() }, selection)
  const shown = postOf(DAN, 'PUBLIC')
  const text = `about a secret #secret @${crowd.people[DAN]?.handle}`
  await mine('createPost', { text, visibility: 'ONLY_ME', quoteOf: shown.id })
  await mine('createPost', { text, asDraft: true })
  await mine('createPost', { text, publishAt: new Date(Date.now() + 86_400_000).toISOString() })
  const { board } = await mine('createBoard', { name: 'about secrets', privacy: 'SECRET' }, 'board { id }')
  await mine('savePost', { boardId: board.id, postId: shown.id })
  await mine('createSection', { boardId: board.id, name: 'north' })
  const { list } = await mine('createList', { name: 'close' }, 'list { id }')
  await crowd.act(CLEO, 'addToList', { listId: list.id, userIds: [crowd.people[DAN]?.id] })
  await crowd.act(CLEO, 'mute', { userId: crowd.people[DAN]?.id, level: 'HIDE_EVERYWHERE' })
  await mine('createKeywordFilter', { phrase: 'dan', places: ['HOME'] })
  await crowd.act(CLEO, 'followHashtag', { name: 'secret' })
  // Longer than anything takes to be told of.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const after = await sweep.snapshot(others, things)
  expect([...after].filter(([look, answer]) => before.get(look) !== answer).map(([look]) => look)).toEqual([])
}, 120_000)

test('a leak that is planted is found, by every way that there is', async () => {
  const post = postOf(CLEO, 'PUBLIC')
  crowd.relations.gone.add(post.id)
  const found = [...(await sweep.byId([DAN], [post])), ...(await sweep.everywhere([DAN]))]
  crowd.relations.gone.delete(post.id)
  for (const way of ['node > Post.*', 'nodes', 'post:', 'search POST'])
    expect(
      found.some((leak) => leak.includes(way)),
      way,
    ).toBe(true)
})

test('a block and a switch to private count on every path within five seconds, and on open streams with the next event', async () => {
  const [blocked, closed] = [postOf(CLEO, 'PUBLIC'), postOf(DAN, 'PUBLIC')]
  const watcher = crowd.people[EVA]
  const streams = [blocked, closed].map((post) => watcher?.connection.watch(PostActivityDocument, { postId: post.id }))
  await Promise.all(streams.map((stream) => stream?.next()))
  await crowd.act(EVA, 'unfollow', { userId: crowd.people[DAN]?.id }).catch(() => null)
  crowd.relations.follows.delete(`${EVA} ${DAN}`)

  await crowd.blocks(CLEO, EVA)
  await crowd.goesPrivate(DAN)
  await crowd.people[CLEO]?.comments(blocked.id, 'now that nobody else reads')
  await crowd.people[DAN]?.comments(closed.id, 'now that nobody else reads')
  for (const stream of streams) {
    const said: string[] = []
    for await (const { postActivity: item } of stream ?? []) said.push(JSON.stringify(item))
    expect(said.join()).toContain('PERMISSION_CHANGED')
    expect(said.join()).not.toContain('now that nobody else reads')
  }
  const viewers = [STRANGER, BEN, CLEO, EVA] as const
  await nothingLeaks(() => sweep.everywhere(viewers))
  const theirs = crowd.things.filter(({ by }) => by === CLEO || by === DAN || by === EVA)
  expect(await sweep.byId(viewers, theirs)).toEqual([])
}, 120_000)

test('that was at least 20,000 times a viewer, a thing and a way to it', () => {
  console.info(`${sweep.cells()} cells`)
  expect(sweep.cells()).toBeGreaterThanOrEqual(20_000)
})
