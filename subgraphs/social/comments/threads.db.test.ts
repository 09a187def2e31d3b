import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

describe('threads', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const reply = (who: Actor, postId: string, parentId: string, text = 're') =>
    world.comment(who, postId, text, { parentId })
  const remove = async (id: string, as: Actor) =>
    (await world.mutate('deleteComment', { id }, as, 'deletedCommentId')).deletedCommentId
  const SHOWN = `id state depth author { id } text { text spans { start } } parent { id } root { id } likedBy { nodes { id } }
    replyCount { value } replies { nodes { id } total { value } }`
  const look = async (id: string, as?: Actor) => {
    const text = `query ($c: [_Any!]!) { _entities(representations: $c) { ... on Comment { ${SHOWN} } } }`
    return (await world.app.ask(text, { c: [{ __typename: 'Comment', id }] }, as))._entities[0]
  }
  const underPost = async (id: string) => {
    await world.settle()
    const text = `query ($id: ID!) { post(id: $id) { counts { comments { value } }
      comments { nodes { id } total { value version } } } }`
    const { post } = await world.app.ask(text, { id })
    return {
      ids: post.comments.nodes.map((node: any) => node.id),
      total: Number(post.comments.total.value),
      all: Number(post.counts.comments.value),
    }
  }

  test('a new comment comes with its place in the list: what follows its cursor came later', async () => {
    const postId = await world.post(ada)
    const root = await world.comment(ben, postId)
    for (const parentId of [null, root]) {
      const made = async (text: string) =>
        await world.mutate(
          'createComment',
          { postId, parentId, text },
          ben,
          'comment { id } commentEdge { cursor node { id } }',
        )
      const { comment, commentEdge } = await made('first')
      expect(commentEdge.node.id).toBe(comment.id)
      const later = await made('second')
      const list = parentId
        ? 'comments { nodes { replies(after: $after) { nodes { id } } } }'
        : 'comments(after: $after) { nodes { id } }'
      const text = `query ($id: ID!, $after: String) { post(id: $id) { ${list} } }`
      const { post } = await world.app.ask(text, { id: postId, after: commentEdge.cursor })
      const { nodes } = parentId ? post.comments.nodes[0].replies : post.comments
      expect(nodes.map(({ id }: any) => id)).toEqual([later.comment.id])
    }
  })

  test('go as deep as people reply; each comment lists what replies to it itself, the oldest first', async () => {
    const postId = await world.post(ada)
    const root = await world.comment(ben, postId)
    const [first, second] = [await reply(ada, postId, root), await reply(ben, postId, root)]
    let deepest = first
    for (let depth = 2; depth <= 12; depth++) deepest = await reply(ben, postId, deepest)

    expect(await underPost(postId)).toEqual({ ids: [root], total: 1, all: 14 })
    expect(await look(root)).toMatchObject({
      ...{ state: 'VISIBLE', depth: 0, parent: null, root: null, replyCount: { value: '2' } },
      replies: { nodes: [{ id: first }, { id: second }], total: { value: '2' } },
    })
    expect(await look(deepest)).toMatchObject({ depth: 12, root: { id: root }, replyCount: { value: '0' } })
    const added = (await world.app.announced()).filter(({ name }) => name === 'social.comment.added')
    expect(added.at(-13)?.data).toMatchObject({ parentAuthorId: ben.id, authorId: ada.id })
  })

  test('are paged from either end without gaps or repeats, also within a millisecond', async () => {
    const postId = await world.post(ada)
    const root = await world.comment(ben, postId)
    const replies: string[] = []
    for (let one = 0; one < 5; one++) replies.push(await reply(ben, postId, root, `${one}`))
    const text = `query ($c: [_Any!]!, $order: CommentOrder!, $after: String) { _entities(representations: $c) {
      ... on Comment { replies(first: 2, order: $order, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } streamCursor } } } }`
    const ask = async (order: string, after: string | null) =>
      (await world.app.answer(text, { c: [{ __typename: 'Comment', id: root }], order, after })) as any
    for (const [order, expected] of [
      ['OLDEST', replies],
      ['NEWEST', replies.toReversed()],
      ['TOP', replies],
    ] as const) {
      const seen: string[] = []
      for (let after: string | null = null; ; ) {
        const page: any = (await ask(order, after)).data._entities[0].replies
        seen.push(...page.nodes.map((node: any) => node.id))
        expect(page.streamCursor).toBeTruthy()
        after = page.pageInfo.endCursor
        if (!page.pageInfo.hasNextPage) break
      }
      expect(seen).toEqual(expected)
    }
    const { endCursor } = (await ask('OLDEST', null)).data._entities[0].replies.pageInfo
    for (const order of ['NEWEST', 'TOP'])
      expect((await ask(order, endCursor)).errors[0].extensions.code).toBe('CURSOR_EXPIRED')
  })

  test('keep a tombstone in the place of a deleted comment, which says nothing, until its last reply goes', async () => {
    const postId = await world.post(ada)
    const root = await world.comment(ben, postId, 'hello #sea')
    const middle = await reply(ada, postId, root)
    const [leaf, other] = [await reply(ben, postId, middle), await reply(ben, postId, middle)]
    await world.mutate('likeComment', { id: root }, ada)

    expect([await remove(root, ben), await remove(middle, ada)]).toEqual([root, middle])
    expect(await underPost(postId)).toEqual({ ids: [root], total: 0, all: 2 })
    expect(await look(root, ben)).toEqual({
      ...{ id: root, state: 'DELETED', depth: 0, author: null, text: { text: '', spans: [] }, likedBy: null },
      ...{ parent: null, root: null, replyCount: { value: '0' } },
      replies: { nodes: [{ id: middle }], total: { value: '0' } },
    })
    const row = await world.app.db.execute(sql`select * from comments where depth < 2 and deleted_at is not null`)
    expect(JSON.stringify(row.rows)).not.toContain(ben.id)
    expect(await remove(root, ben)).toBeNull()
    expect(await remove(root, ada)).toBeNull()

    expect(await remove(leaf, ben)).toBe(leaf)
    expect((await look(middle)).state).toBe('DELETED')
    expect(await remove(other, ben)).toBe(other)
    expect([await look(middle), await look(root)]).toEqual([null, null])
    expect(await underPost(postId)).toEqual({ ids: [], total: 0, all: 0 })
  })

  test('whose last replies are deleted at once keep nothing, and whoever replies meanwhile is not left hanging', async () => {
    const postId = await world.post(ada)
    const root = await world.comment(ben, postId)
    const replies: string[] = []
    for (let one = 0; one < 6; one++) replies.push(await reply(ben, postId, root))
    await remove(root, ben)
    await Promise.all(replies.map((id, index) => remove(id, index % 2 ? ada : ben)))
    expect(await look(root)).toBeNull()

    for (let round = 0; round < 5; round++) {
      const parentId = await world.comment(ben, postId)
      const [answer] = await Promise.all([
        world.mutate('createComment', { postId, parentId, text: 're' }, ada, 'comment { id }'),
        remove(parentId, ben),
      ])
      const parent = await look(parentId)
      expect(parent?.state ?? 'gone').toBe(answer.comment ? 'DELETED' : 'gone')
      if (!answer.comment) expect(answer.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'parentId'] }])
    }
  })

  test('refuse replies to what is not there, not there any more, of another post, or behind a block', async () => {
    const [postId, otherPost] = [await world.post(ada), await world.post(ada)]
    const cleo = await world.person()
    const [elsewhere, gone, stays] = [
      await world.comment(ben, otherPost),
      await world.comment(ben, postId),
      await world.comment(ben, postId),
    ]
    await reply(ada, postId, gone)
    await remove(gone, ben)
    await world.block(ben, cleo)
    const refusal = async (parentId: string) =>
      JSON.stringify(await world.mutate('createComment', { postId, parentId, text: 're' }, cleo, 'comment { id }'))
    const toNothing = await refusal(encodeId('Comment', mintId('Comment', new Date())))

    expect(JSON.parse(toNothing).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'parentId'] }])
    for (const parentId of [elsewhere, gone, stays]) expect(await refusal(parentId)).toBe(toNothing)
    expect(JSON.parse(await refusal(postId)).userErrors[0].code).toBe('VALIDATION_FAILED')
  })

  test('are for those whom the author of the post lets comment, who can tell beforehand', async () => {
    const [cleo, dan] = [await world.person(), await world.person()]
    const postId = await world.post(cleo)
    const comment = await world.comment(cleo, postId)
    await world.mutate('updateAudience', { whoCanComment: 'FOLLOWED_BY_ME' }, cleo)
    await world.follow(cleo, ben)
    const may = async (who: Actor) => {
      const text = 'query ($id: ID!) { post(id: $id) { viewerState { canComment muted } } }'
      return (await world.app.ask(text, { id: postId }, who)).post.viewerState
    }
    expect([await may(ben), await may(dan), await may(cleo)]).toEqual([
      { canComment: true, muted: false },
      { canComment: false, muted: false },
      { canComment: true, muted: false },
    ])
    await world.mutate('mute', { userId: globalIdOf(cleo), level: 'HIDE_FROM_FEEDS' }, ben)
    expect(await may(ben)).toEqual({ canComment: true, muted: true })
    for (const input of [{ postId }, { postId, parentId: comment }]) {
      expect((await world.mutate('createComment', { ...input, text: 'x' }, dan)).userErrors).toEqual([
        { code: 'REPLIES_RESTRICTED', path: ['input', 'postId'] },
      ])
      expect((await world.mutate('createComment', { ...input, text: 'x' }, ben)).userErrors).toEqual([])
    }
  })
})
