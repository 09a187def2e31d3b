import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { randomNumbers } from '@varal/testing/random-numbers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visibilities } from './policy.ts'
import { type Board, type Comment, type Pin, type Post, storeThings } from './test-things.ts'
import { type SocialWorld, socialWorld } from './test-world.ts'

/**
 * A small world in which everybody has liked, commented and saved everything, as if everything had once been public, and
 * then follows, requests, blocks, mutes, private accounts and people who are away fell at random, so that some have lost sight of what they did. What each person may see now is said here a second time, in other words.
 */
const SEED = 'who sees what'
const PEOPLE = 5

describe('who sees what', () => {
  let world: SocialWorld
  const people: Actor[] = []
  const made = { posts: [] as Post[], boards: [] as Board[], comments: [] as Comment[], pins: [] as Pin[] }
  const [followed, blocked] = [new Set<string>(), new Set<string>()]
  const [asked, muted, closed, away] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()]
  const viewers = (): Viewer[] => [anonymous, ...people]

  const idOf = (viewer: Viewer) => (viewer.kind === 'user' ? viewer.id : null)
  const isApart = (viewer: Viewer, person: Actor) =>
    blocked.has(`${idOf(viewer)} ${person.id}`) ||
    blocked.has(`${person.id} ${idOf(viewer)}`) ||
    (away.has(person.id) && viewer !== person)
  const isOpen = (viewer: Viewer, person: Actor) =>
    viewer === person ||
    (!isApart(viewer, person) && (!closed.has(person.id) || followed.has(`${idOf(viewer)} ${person.id}`)))
  const sees = (viewer: Viewer, { by, what }: Post): boolean => {
    const isMine = viewer === by
    if (what === 'DELETED') return false
    if (what === 'WAITING_FOR_MEDIA' || what === 'FAILED' || what === 'REMOVED' || what === 'ONLY_ME') return isMine
    if (isMine) return true
    if (!isOpen(viewer, by)) return false
    return what !== 'FOLLOWERS' || followed.has(`${idOf(viewer)} ${by.id}`)
  }
  const seesBoard = (viewer: Viewer, { by, isSecret }: Board) => viewer === by || (!isSecret && isOpen(viewer, by))

  beforeAll(async () => {
    world = await socialWorld()
    const random = randomNumbers(SEED)
    for (let one = 0; one < PEOPLE; one++) people.push(await world.person())
    const pairs = people.flatMap((one) => people.filter((other) => other !== one).map((other) => [one, other] as const))
    for (const [one, other] of pairs) {
      if (random() < 0.5) followed.add(`${one.id} ${other.id}`)
      else if (random() < 0.6) asked.add(`${one.id} ${other.id}`)
      if (random() < 0.2) blocked.add(`${one.id} ${other.id}`)
      if (random() < 0.2) muted.add(`${one.id} ${other.id}`)
    }
    for (const { id } of people) if (random() < 0.5) closed.add(id)
    away.add(people[1]!.id)
    const now = world.app.clock.now()
    for (const by of people) {
      for (const what of [...visibilities, 'WAITING_FOR_MEDIA', 'FAILED', 'REMOVED', 'DELETED'] as const) {
        made.posts.push({ id: mintId('Post', now), by, what })
      }
      for (const isSecret of [false, true]) made.boards.push({ id: mintId('Board', now), by, isSecret })
    }
    for (const post of made.posts) {
      for (const by of people) made.comments.push({ id: mintId('Comment', now), by, post })
      for (const board of made.boards) made.pins.push({ id: mintId('Pin', now), by: board.by, board, post })
    }
    await storeThings(world.app.db, now, { made, followed, blocked, asked, muted, closed })
    for (const userId of away) await world.app.hear('users.account.deactivated', { userId: userId as UserId })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const entities = async (
    kind: 'Post' | 'Comment' | 'Board' | 'Pin',
    ids: readonly string[],
    selection: string,
    as: Viewer,
  ) => {
    const text = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ${kind} { ${selection} } } }`
    const representations = ids.map((id) => ({ __typename: kind, id: encodeId(kind, id as never) }))
    return (await world.app.ask(text, { all: representations }, as))._entities as any[]
  }
  const idsOf = (list: { nodes: { id: string }[] }) => list.nodes.map(({ id }) => id).sort()
  const userIds = (some: readonly Actor[]) => some.map(({ id }) => encodeId('User', id)).sort()

  test('a post by its id, and by reference', async () => {
    for (const viewer of viewers()) {
      const fields = 'id author { id } text { text } state'
      const byReference = await entities(
        'Post',
        made.posts.map(({ id }) => id),
        fields,
        viewer,
      )
      for (const [index, post] of made.posts.entries()) {
        const id = encodeId('Post', post.id)
        const byId = await world.app.ask(`query ($id: ID!) { post(id: $id) { ${fields} } }`, { id }, viewer)
        expect(byReference[index]?.id ?? null, post.what).toBe(sees(viewer, post) ? id : null)
        expect(byId.post).toEqual(byReference[index])
      }
    }
  })

  test('the activity of a post', async () => {
    const open = async (postId: string, viewer: Viewer) => {
      const text = 'subscription ($postId: ID!) { postActivity(postId: $postId) { __typename } }'
      const [stream, said] = await world.app.watch(text, { postId }, viewer).then(
        (opened) => [opened, 'open'] as const,
        (error: unknown) => [null, String(error)] as const,
      )
      await stream?.return?.()
      return said
    }
    for (const viewer of viewers()) {
      const onNothing = await open(encodeId('Post', mintId('Post', new Date())), viewer)
      for (const post of made.posts) {
        expect(await open(encodeId('Post', post.id), viewer)).toBe(sees(viewer, post) ? 'open' : onNothing)
      }
    }
  })

  test('the people and comments of a post', async () => {
    for (const viewer of viewers()) {
      const visible = made.posts.filter((post) => sees(viewer, post))
      const fields =
        'likedBy(first: 100) { nodes { id } } comments(first: 100) { nodes { id author { id } post { id } } }'
      const lists = await entities(
        'Post',
        visible.map(({ id }) => id),
        fields,
        viewer,
      )
      const expected = people.filter((person) => !isApart(viewer, person))
      for (const [index, post] of visible.entries()) {
        expect(idsOf(lists[index].likedBy)).toEqual(userIds(expected))
        const isHeard = ({ by }: Comment) => expected.includes(by) && !muted.has(`${idOf(viewer)} ${by.id}`)
        const seen = made.comments.filter((comment) => comment.post === post && isHeard(comment))
        expect(idsOf(lists[index].comments)).toEqual(seen.map(({ id }) => encodeId('Comment', id)).sort())
      }
    }
  })

  test('a comment and a pin by reference', async () => {
    for (const viewer of viewers()) {
      const found = await entities(
        'Comment',
        made.comments.map(({ id }) => id),
        'id post { id }',
        viewer,
      )
      for (const [index, { post, by }] of made.comments.entries()) {
        expect(found[index] !== null).toBe(sees(viewer, post) && !isApart(viewer, by))
      }
      const pinned = await entities(
        'Pin',
        made.pins.map(({ id }) => id),
        'id board { id }',
        viewer,
      )
      for (const [index, { board }] of made.pins.entries())
        expect(pinned[index] !== null).toBe(seesBoard(viewer, board))
    }
  })

  test('the boards and what is on them, with tombstones that say nothing but an id', async () => {
    for (const viewer of viewers()) {
      const fields = 'id pins(first: 100) { nodes { post { __typename ... on Post { id } ... on Tombstone { id } } } }'
      const found = await entities(
        'Board',
        made.boards.map(({ id }) => id),
        fields,
        viewer,
      )
      for (const [index, board] of made.boards.entries()) {
        const text = `query ($id: ID!) { board(id: $id) { ${fields} } }`
        const byId = await world.app.ask(text, { id: encodeId('Board', board.id) }, viewer)
        expect(byId.board).toEqual(found[index])
        if (!seesBoard(viewer, board)) expect(found[index]).toBeNull()
        else {
          const expected = made.posts.map((post) => ({
            post: { __typename: sees(viewer, post) ? 'Post' : 'Tombstone', id: encodeId('Post', post.id) },
          }))
          expect(found[index].pins.nodes).toHaveLength(expected.length)
          expect(found[index].pins.nodes).toEqual(expect.arrayContaining(expected))
        }
      }
    }
  })

  test('the lists and counts of a person; across a block there is nobody', async () => {
    const text = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on User {
      posts(first: 100) { nodes { id } } boards(first: 100) { nodes { id } } postCount { value }
      followers(first: 100) { nodes { id } } following(first: 100) { nodes { id } } followerCount { value version } } } }`
    for (const viewer of viewers()) {
      const all = userIds(people).map((id) => ({ __typename: 'User', id }))
      const found = (await world.app.ask(text, { all }, viewer))._entities as any[]
      for (const [index, { id }] of all.entries()) {
        const person = people.find((one) => encodeId('User', one.id) === id) as Actor
        const seen = made.posts.filter((post) => post.by === person && sees(viewer, post))
        const listed = seen.filter(({ what }) => visibilities.some((one) => one === what))
        const expected = listed.map((post) => encodeId('Post', post.id)).sort()
        const ownBoards = made.boards.filter((board) => board.by === person && seesBoard(viewer, board))
        const around = (isAround: (other: Actor) => boolean) =>
          !isOpen(viewer, person) ? [] : userIds(people.filter((one) => isAround(one) && !isApart(viewer, one)))

        expect(idsOf(found[index].posts)).toEqual(expected)
        expect(found[index].postCount.value).toBe(String(expected.length))
        expect(idsOf(found[index].boards)).toEqual(ownBoards.map((board) => encodeId('Board', board.id)).sort())
        expect(idsOf(found[index].followers)).toEqual(around((one) => followed.has(`${one.id} ${person.id}`)))
        expect(idsOf(found[index].following)).toEqual(around((one) => followed.has(`${person.id} ${one.id}`)))
      }
    }
  })

  test('what is done to a post that is not visible fails as it does to none at all, and to the letter', async () => {
    const nothing = encodeId('Post', mintId('Post', new Date()))
    const acts = (postId: string, boardId: string): [field: string, input: object, select: string][] => [
      ['likePost', { postId }, 'post { id }'],
      ['unlikePost', { postId }, 'post { id }'],
      ['createComment', { postId, text: 'oh' }, 'comment { id } post { id }'],
      ['savePost', { postId, boardId }, 'pin { id } post { id }'],
    ]
    for (const viewer of people) {
      const own = made.boards.find((board) => board.by === viewer) as Board
      const boardId = encodeId('Board', own.id)
      const answers = async (postId: string) => {
        const all: string[] = []
        for (const [field, input, select] of acts(postId, boardId)) {
          all.push(JSON.stringify(await world.mutate(field, input, viewer, select)))
        }
        return all
      }
      const onNothing = await answers(nothing)
      for (const post of made.posts) {
        const onPost = await answers(encodeId('Post', post.id))
        if (sees(viewer, post)) for (const answer of onPost) expect(JSON.parse(answer).userErrors).toEqual([])
        else expect(onPost).toEqual(onNothing)
      }
    }
  })

  test('what is deleted by somebody who may not is not there either', async () => {
    const nothing = {
      post: encodeId('Post', mintId('Post', new Date())),
      comment: encodeId('Comment', mintId('Comment', new Date())),
    }
    for (const viewer of people) {
      const refused = await world.mutate('deletePost', { id: nothing.post }, viewer, 'deletedPostId')
      for (const post of made.posts.filter(({ by, what }) => by !== viewer || what === 'DELETED')) {
        expect(await world.mutate('deletePost', { id: encodeId('Post', post.id) }, viewer, 'deletedPostId')).toEqual(
          refused,
        )
      }
      const refusedComment = await world.mutate('deleteComment', { id: nothing.comment }, viewer, 'deletedCommentId')
      const others = made.comments.filter(
        ({ by, post }) => !sees(viewer, post) || (by !== viewer && post.by !== viewer),
      )
      for (const comment of others.slice(0, 60)) {
        const id = encodeId('Comment', comment.id)
        expect(await world.mutate('deleteComment', { id }, viewer, 'deletedCommentId')).toEqual(refusedComment)
      }
    }
  })
})
