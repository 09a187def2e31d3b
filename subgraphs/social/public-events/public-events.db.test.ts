import { decodeId } from '@varal/platform/global-ids'
import type { Actor, Viewer } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { planOf, type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
let ada: Actor
let ben: Actor
let viewer: Actor

beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  ;[ada, ben, viewer] = [await world.person(), await world.person(), await world.person()]
})

const text = /* GraphQL */ `
  subscription ($after: StreamCursor, $filter: PublicEventFilter) {
    publicEvents(after: $after, filter: $filter) {
      __typename
      ... on StreamItem { cursor }
      ... on PostPublished { post { id text { text } } }
      ... on PostChanged { post { __typename ... on Post { id text { text } } ... on Tombstone { id } } }
      ... on StreamReset { reason }
    }
  }`

/** What an item is, in words. */
const brief = ({ __typename, post, reason }: any) =>
  post
    ? `${__typename === 'PostPublished' ? 'new' : post.__typename}: ${post.text?.text ?? post.id}`
    : (reason ?? __typename)

async function watch(as: Viewer = viewer, filter: object | null = null, after: string | null = null) {
  const items = await world.app.watch(text, { filter, after }, as)
  let cursor = ''
  async function next() {
    const { value, done } = await items.next()
    if (value?.errors) throw new Error(value.errors[0]?.message)
    if (done) return null
    const item = value.data?.['publicEvents'] as any
    cursor = item.cursor
    return item
  }
  /** Everything up to the item that is called so; without it, and without checkpoints. */
  async function until(end: string) {
    const seen: string[] = []
    for (;;) {
      const item = await next()
      if (!item) throw new Error(`It ended after ${seen}`)
      if (brief(item) === end) return seen
      if (item.__typename !== 'StreamCheckpoint') seen.push(brief(item))
    }
  }
  if (after === null) await next()
  return { next, until, cursor: () => cursor, [Symbol.asyncDispose]: async () => void (await items.return?.()) }
}

/** Says that everything before has been told. */
async function mark() {
  await world.post(ben, { text: 'mark' })
  await world.settle()
}
const edit = async (id: string, input: object, as = ada) => {
  const { post } = await world.app.ask('query ($id: ID!) { post(id: $id) { version } }', { id }, as)
  await world.mutate('updatePost', { id, expectedVersion: post.version, ...input }, as)
}

describe('the public stream', () => {
  test('tells what becomes public, is edited, is public no longer, or is deleted', async () => {
    await using stream = await watch()
    const [kept, narrowed, deleted] = [
      await world.post(ada, { text: 'kept' }),
      await world.post(ada, { text: 'narrowed' }),
      await world.post(ada, { text: 'deleted' }),
    ]
    await world.settle()
    await mark()
    expect(await stream.until('new: mark')).toEqual(['new: kept', 'new: narrowed', 'new: deleted'])

    await edit(kept, { text: 'kept on' })
    await edit(narrowed, { visibility: 'FOLLOWERS' })
    await world.mutate('deletePost', { id: deleted }, ada)
    await world.settle()
    await mark()
    expect(await stream.until('new: mark')).toEqual([
      'Post: kept on',
      `Tombstone: ${narrowed}`,
      `Tombstone: ${deleted}`,
    ])
  })

  test('tells nothing of what is not public, of private accounts, and of who may not be found', async () => {
    const [cleo, dora] = [await world.person(), await world.person()]
    await world.mutate('updateAudience', { isPrivate: true }, cleo)
    await world.mutate('updateAudience', { discoverable: false }, dora)
    await world.settle()
    await using stream = await watch()
    for (const visibility of ['UNLISTED', 'FOLLOWERS', 'ONLY_ME']) {
      const post = await world.post(ada, { visibility })
      await edit(post, { text: 'other' })
      await world.mutate('deletePost', { id: post }, ada)
    }
    for (const person of [cleo, dora]) {
      const post = await world.post(person)
      await edit(post, { text: 'other' }, person)
      await world.mutate('deletePost', { id: await world.post(person) }, person)
    }
    await world.settle()
    // They stay as they were: that they are away now tells nothing of them either.
    for (const { id } of [cleo, dora]) await world.app.hear('users.account.deactivated', { userId: id })
    await world.mutate('updateAudience', { discoverable: false }, cleo)
    await mark()
    expect(await stream.until('new: mark')).toEqual([])
  })

  test('gives a tombstone of each post of who closes their account, is away, or may not be found, and the post when they are back', async () => {
    await using stream = await watch()
    const post = await world.post(ada, { text: 'here' })
    await mark()
    await stream.until('new: mark')
    const [gone, back] = [`Tombstone: ${post}`, 'Post: here']
    const settings = (input: object) => world.mutate('updateAudience', input, ada)
    for (const [act, told] of [
      [() => settings({ isPrivate: true }), gone],
      [() => settings({ isPrivate: false }), back],
      [() => settings({ discoverable: false }), gone],
      [() => settings({ discoverable: true }), back],
      [() => world.app.hear('users.account.deactivated', { userId: ada.id }), gone],
      [
        () => world.app.hear('users.account.reactivated', { userId: ada.id, handle: 'a', displayName: 'A', bio: null }),
        back,
      ],
      [() => world.app.hear('social.post.withheld', { postId: decodeId('Post', post)!, authorId: ada.id }), back],
    ] as const) {
      await act()
      await mark()
      expect(await stream.until('new: mark')).toEqual([told])
    }
  })

  test('shows nothing across a block, neither what comes nor what goes, and goes on', async () => {
    await world.block(ada, viewer)
    await using stream = await watch()
    const post = await world.post(ada)
    await world.settle()
    await world.mutate('deletePost', { id: post }, ada)
    await mark()
    expect(await stream.until('new: mark')).toEqual([])
  })

  test('resumes where it was cut, and judges the past as it is now', async () => {
    const first = await watch()
    await mark()
    await first.until('new: mark')
    const cursor = first.cursor()
    await first[Symbol.asyncDispose]()

    const [gone, kept] = [await world.post(ada, { text: 'gone' }), await world.post(ada, { text: 'kept' })]
    await world.settle()
    await world.mutate('deletePost', { id: gone }, ada)
    await mark()
    await using again = await watch(viewer, null, cursor)
    expect(await again.until('new: mark')).toEqual(['new: kept', `Tombstone: ${gone}`])
    expect(kept).not.toBe(gone)

    await using wrong = await watch(viewer, null, `${cursor.slice(0, -2)}xx`)
    expect(brief(await wrong.next())).toBe('CURSOR_INVALID')
  })

  test('keeps to its filter, and refuses one that is too long or no filter', async () => {
    await using ofAda = await watch(viewer, {
      authorIds: [globalIdOf(ada), globalIdOf(ben)],
      hashtags: ['#São', 'end'],
    })
    await using pictures = await watch(viewer, { kinds: ['IMAGE'], authorIds: [globalIdOf(ada)] })
    const cleo = await world.person()
    await world.post(cleo, { text: '#sao by cleo' })
    await world.post(ada, { text: 'plain' })
    const deleted = await world.post(ada, { text: '#sao' })
    await world.settle()
    await world.mutate('deletePost', { id: deleted }, ada)
    await world.post(ada, { text: 'end #end' })
    await world.settle()
    expect(await ofAda.until('new: end #end')).toEqual([`Tombstone: ${deleted}`])
    const asset = await world.asset(ada)
    await world.post(ada, { text: 'picture', assetIds: [(await import('../test-world.ts')).assetGlobalId(asset)] })
    await world.settle()
    expect(await pictures.until('new: picture')).toEqual([`Tombstone: ${deleted}`])

    for (const filter of [
      { authorIds: [] },
      { authorIds: Array(101).fill(globalIdOf(ada)) },
      { authorIds: ['post_nothing'] },
      { hashtags: Array(21).fill('a') },
      { hashtags: ['two words'] },
      { kinds: [] },
    ]) {
      await expect(watch(viewer, filter)).rejects.toThrow('filter')
    }
  })

  test('costs a post nothing, and a hundred posts three statements where they are heard of', async () => {
    const posts: string[] = []
    for (let one = 0; one < 100; one++) posts.push(await world.post(ada))
    await world.settle()
    const told = (visibility: 'PUBLIC' | 'FOLLOWERS') =>
      posts.map((id) => ({
        name: 'social.post.withheld' as const,
        data: { postId: decodeId('Post', id)!, authorId: ada.id, visibility },
      }))
    const before = await lastSeq()
    await world.app.hearTogether(told('PUBLIC'))
    expect((await lastSeq()) - before).toBe(100)
    const edited = (visibility: 'PUBLIC' | 'FOLLOWERS') =>
      posts.map((id) => ({
        name: 'social.post.edited' as const,
        data: {
          ...{ postId: decodeId('Post', id)!, authorId: ada.id, visibility, visibilityBefore: visibility },
          ...{ text: null, assetIds: [], hashtags: [], publishedAt: new Date().toISOString() },
        },
      }))
    const unseen = await world.app.statementsOf(() => world.app.hearTogether(edited('FOLLOWERS')))
    expect(await world.app.statementsOf(() => world.app.hearTogether(edited('PUBLIC')))).toBe(unseen + 3)
  })

  test('replays a thousand events in a few statements, whoever is told at once', async () => {
    const first = await watch()
    await mark()
    await first.until('new: mark')
    const cursor = first.cursor()
    await first[Symbol.asyncDispose]()
    await world.app.db.execute(sql`
      insert into public_events (seq, kind, post_id, author_id, at)
      select (select last_seq from live_topics where topic = 'public') + n, 'changed', gen_random_uuid(), ${ada.id}::uuid, ${world.app.clock.now().toISOString()}::timestamptz
      from generate_series(1, 1000) as n`)
    await world.app.db.execute(sql`update live_topics set last_seq = last_seq + 1000 where topic = 'public'`)
    await mark()
    const statements = await world.app.statementsOf(async () => {
      await using stream = await watch(viewer, null, cursor)
      expect(await stream.until('new: mark')).toHaveLength(1_000)
    })
    expect(statements).toBeLessThanOrEqual(24)
  })

  test('is forgotten after a day, and says so', async () => {
    const first = await watch()
    await mark()
    await first.until('new: mark')
    const cursor = first.cursor()
    await first[Symbol.asyncDispose]()
    await mark()
    world.app.clock.advance(24 * 60 * 60 * 1_000 + 1)
    await world.app.doChores()
    await mark()
    await world.app.db.execute(sql`analyze public_events`)
    expect(await planOf(world.app.db, sql`select from public_events where seq > 5 order by seq limit 5`)).toContain(
      'seq',
    )
    expect(await world.app.db.execute(sql`select from public_events`)).toMatchObject({ rowCount: 1 })
    expect(cursor).toBeTruthy()
  })
})

async function lastSeq(): Promise<number> {
  const { rows } = await world.app.db.execute(sql`select last_seq from live_topics where topic = 'public'`)
  return Number((rows[0] as { last_seq: string } | undefined)?.last_seq ?? 0)
}
