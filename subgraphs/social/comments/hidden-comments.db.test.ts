import { decodeId, encodeId } from '@varal/platform/global-ids'
import { memoryLive } from '@varal/platform/live/memory-live'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import { type Work, workOn } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { watchPost } from '../activity/test-activity.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'
import { releaseComment, withholdComment } from './withhold-comment.ts'

/** ada's post, ben's comment, cleo's reply to it; dan only looks. */
describe('a comment that only some may see', () => {
  let world: SocialWorld
  let [ada, ben, cleo, dan]: Actor[] = [] as never
  let postId: string
  let id: string
  let replyId: string
  beforeAll(async () => {
    world = await socialWorld()
    ;[ada, ben, cleo, dan] = [await world.person(), await world.person(), await world.person(), await world.person()]
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const begin = async () => {
    postId = await world.post(ada as Actor)
    id = await world.comment(ben as Actor, postId, 'rude')
    replyId = await world.comment(cleo as Actor, postId, 're', { parentId: id })
  }
  const viewers = (): Viewer[] => [anonymous, dan, cleo, ben, ada] as Viewer[]
  const moderate = (what: (work: Work, id: CommentId) => Promise<boolean>) =>
    workOn({ db: world.app.db, clock: world.app.clock, live: memoryLive() })((work) =>
      what(work, decodeId('Comment', id) as CommentId),
    )
  const hide = (as: Actor, field = 'hideComment') => world.mutate(field, { id }, as, 'comment { id state }')

  /** Whether each of the viewers finds it, which is the same on every path. */
  async function found() {
    const text = `query ($p: ID!, $c: [_Any!]!) { _entities(representations: $c) { ... on Comment { id text { text } } }
      post(id: $p) { oldest: comments { nodes { id } } newest: comments(order: NEWEST) { nodes { id } }
        top: comments(order: TOP) { nodes { id } pageInfo { hasNextPage } } } }`
    const c = [id, encodeId('Comment', mintId('Comment', new Date())), replyId]
    const answers: boolean[] = []
    for (const viewer of viewers()) {
      const refs = c.map((one) => ({ __typename: 'Comment', id: one }))
      const { _entities, post } = await world.app.ask(text, { p: postId, c: refs }, viewer)
      const [byId, nothing, reply] = _entities
      const isFound = byId !== null
      if (!isFound) expect(byId).toEqual(nothing)
      // The reply is not hidden with it.
      expect(reply).toMatchObject({ id: replyId })
      for (const list of [post.oldest, post.newest, post.top]) expect(list.nodes).toEqual(isFound ? [{ id }] : [])
      answers.push(isFound)
    }
    return answers
  }
  const counted = async () => {
    await world.settle()
    const text = 'query ($p: ID!) { post(id: $p) { counts { comments { value } } comments { total { value } } } }'
    const { post } = await world.app.ask(text, { p: postId })
    return [post.counts.comments.value, post.comments.total.value]
  }
  const told = async () =>
    (await world.app.announced())
      .filter(({ data }) => data.commentId === decodeId('Comment', id))
      .map(({ name }) => name.replace('social.comment.', ''))

  test('is hidden by the author of the post, for everybody but them and who wrote it, and shown again', async () => {
    await begin()
    expect(await found()).toEqual([true, true, true, true, true])
    expect(await counted()).toEqual(['2', '1'])

    expect((await hide(ada as Actor)).comment).toEqual({ id, state: 'HIDDEN' })
    expect((await hide(ada as Actor)).userErrors).toEqual([])
    expect(await found()).toEqual([false, false, false, true, true])
    expect(await counted()).toEqual(['1', '0'])

    expect((await hide(ada as Actor, 'unhideComment')).comment).toEqual({ id, state: 'VISIBLE' })
    await hide(ada as Actor, 'unhideComment')
    expect(await found()).toEqual([true, true, true, true, true])
    expect(await counted()).toEqual(['2', '1'])
    expect(await told()).toEqual(['added', 'hidden', 'shown'])
  })

  test('is hidden by nobody else, to the letter', async () => {
    await begin()
    const nothing = await world.mutate('hideComment', { id: encodeId('Comment', mintId('Comment', new Date())) }, ben!)
    for (const who of [ben, cleo, dan]) expect(await world.mutate('hideComment', { id }, who as Actor)).toEqual(nothing)
    expect(nothing.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'id'] }])
  })

  test('that moderators take away is there for who wrote it, who cannot change it, until they release it', async () => {
    await begin()
    expect([await moderate(withholdComment), await moderate(withholdComment)]).toEqual([true, false])
    expect(await found()).toEqual([false, false, false, true, false])
    expect(await counted()).toEqual(['1', '0'])
    const text = 'query ($c: [_Any!]!) { _entities(representations: $c) { ... on Comment { state text { text } } } }'
    const own = await world.app.ask(text, { c: [{ __typename: 'Comment', id }] }, ben)
    expect(own._entities).toEqual([{ state: 'REMOVED', text: { text: 'rude' } }])
    const edit = { id, expectedVersion: '1', text: 'kind' }
    expect((await world.mutate('updateComment', edit, ben as Actor)).userErrors[0].code).toBe('FORBIDDEN')
    for (const field of ['hideComment', 'deleteComment', 'likeComment'])
      expect((await world.mutate(field, { id }, ada as Actor)).userErrors[0].code).toBe('NOT_FOUND')

    expect([await moderate(releaseComment), await moderate(releaseComment)]).toEqual([true, false])
    expect(await found()).toEqual([true, true, true, true, true])
    expect(await counted()).toEqual(['2', '1'])
    expect(await told()).toEqual(['added', 'withheld', 'released'])
  })

  test('hidden and taken away, in any order, is counted and told of once, and deleted without being counted again', async () => {
    await begin()
    await hide(ada as Actor)
    await moderate(withholdComment)
    expect(await found()).toEqual([false, false, false, true, false])
    await moderate(releaseComment)
    expect(await found()).toEqual([false, false, false, true, true])
    expect(await told()).toEqual(['added', 'hidden'])
    expect(await counted()).toEqual(['1', '0'])
    await world.mutate('deleteComment', { id: replyId }, cleo as Actor)
    await world.mutate('deleteComment', { id }, ben as Actor)
    expect(await told()).toEqual(['added', 'hidden', 'removed'])
    expect(await counted()).toEqual(['0', '0'])
  })

  test('is not replied to, and its edits are told to nobody', async () => {
    await begin()
    await hide(ada as Actor)
    for (const who of [ada, ben]) {
      const input = { postId, parentId: id, text: 're' }
      expect((await world.mutate('createComment', input, who as Actor)).userErrors).toEqual([
        { code: 'REPLIES_RESTRICTED', path: ['input', 'parentId'] },
      ])
    }
    const edited = await world.mutate('updateComment', { id, expectedVersion: '1', text: 'kind' }, ben as Actor)
    expect(edited.userErrors).toEqual([])
    expect(await told()).toEqual(['added', 'hidden'])
  })

  test('goes from the screens of others, changes on those of the two, and comes back', async () => {
    await begin()
    await world.settle()
    await using forDan = await watchPost(world, postId, dan)
    await using forAda = await watchPost(world, postId, ada)
    const next = async () =>
      [await forDan.nextComment(), await forAda.nextComment()].map(({ __typename }) => __typename)

    await world.mutate('updateComment', { id, expectedVersion: '1', text: 'ruder' }, ben as Actor)
    await world.settle()
    expect(await next()).toEqual(['CommentChanged', 'CommentChanged'])
    await hide(ada as Actor)
    await world.settle()
    expect(await next()).toEqual(['CommentRemoved', 'CommentChanged'])
    await hide(ada as Actor, 'unhideComment')
    await world.settle()
    expect(await next()).toEqual(['CommentAdded', 'CommentAdded'])
    await hide(ada as Actor)
    await world.mutate('deleteComment', { id: replyId }, cleo as Actor)
    await world.mutate('deleteComment', { id }, ben as Actor)
    await world.comment(cleo as Actor, postId, 'last')
    await world.settle()
    const rest = async (screen: typeof forDan) =>
      (await screen.until((item) => item.comment?.text.text === 'last')).flatMap((item) => item.commentId ?? [])
    // For ada it was hidden first, and is gone by the time that she is told.
    expect(await rest(forDan)).toEqual([id, replyId])
    expect(await rest(forAda)).toEqual([id, replyId, id])
  })
})
