import { randomUUID } from 'node:crypto'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('comments', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const listed = async (id: string, as?: Parameters<SocialWorld['post']>[0]) =>
    (
      await world.app.ask(
        'query ($id: ID!) { post(id: $id) { comments { nodes { id } } counts { comments { value } } } }',
        { id },
        as,
      )
    ).post

  test('are listed with the oldest first, counted, and announced with both authors', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    const fields = 'comment { id text { text } author { id } createdAt post { id } } post { id }'
    const { comment, post } = await world.mutate('createComment', { postId, text: ' so early ' }, ben, fields)
    const second = await world.comment(ada, postId)
    await world.settle()

    expect(comment).toMatchObject({ text: { text: 'so early' }, author: { id: globalIdOf(ben) }, post: { id: postId } })
    expect(post).toEqual({ id: postId })
    expect(await listed(postId)).toEqual({
      comments: { nodes: [{ id: comment.id }, { id: second }] },
      counts: { comments: { value: '2' } },
    })
    const facts = (await world.app.announced()).filter(({ name }) => name === 'social.comment.added')
    expect(facts.at(-2)?.data).toEqual({
      commentId: decodeId('Comment', comment.id),
      authorId: ben.id,
      postId: postUuid(postId),
      postAuthorId: ada.id,
      ...{ parentId: null, parentAuthorId: null, mentionedUserIds: [] },
    })
  })

  test('are deleted by who wrote them and by the author of the post, once, and by nobody else', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const postId = await world.post(ada)
    const comments = [await world.comment(ben, postId), await world.comment(ben, postId)]
    const deleted = async (id: string | undefined, as: typeof ada) => {
      const { deletedCommentId, userErrors } = await world.mutate('deleteComment', { id }, as, 'deletedCommentId')
      return deletedCommentId ?? userErrors[0].code
    }

    expect(await deleted(comments[0], cleo)).toBe('NOT_FOUND')
    expect(await deleted(comments[0], ben)).toBe(comments[0])
    expect(await deleted(comments[0], ben)).toBe('NOT_FOUND')
    // Also of somebody whom she has blocked since.
    await world.block(ada, ben)
    expect(await deleted(comments[1], ben)).toBe('NOT_FOUND')
    expect(await deleted(comments[1], ada)).toBe(comments[1])
    await world.settle()
    expect(await listed(postId)).toEqual({ comments: { nodes: [] }, counts: { comments: { value: '0' } } })
  })

  test('deleted by both at once are deleted, announced and counted once', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    const id = await world.comment(ben, postId)
    const answers = await Promise.all([ada, ben].map((who) => world.mutate('deleteComment', { id }, who)))
    await world.settle()

    expect(answers.map(({ userErrors }) => userErrors.length).sort()).toEqual([0, 1])
    expect((await listed(postId)).counts.comments.value).toBe('0')
  })

  test('of blocked people are left out, for the two alone', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const postId = await world.post(ada)
    const [fromBen, fromCleo] = [await world.comment(ben, postId), await world.comment(cleo, postId)]
    await world.block(ben, cleo)
    const ids = async (as?: typeof ada) => (await listed(postId, as)).comments.nodes.map(({ id }: any) => id)

    expect(await ids(ben)).toEqual([fromBen])
    expect(await ids(cleo)).toEqual([fromCleo])
    expect(await ids(ada)).toEqual([fromBen, fromCleo])
    expect(await ids()).toEqual([fromBen, fromCleo])
  })

  test('a repeated key comments once, and its other input is told', async () => {
    const ada = await world.person()
    const input = { postId: await world.post(ada), text: 'once', idempotencyKey: randomUUID() }
    const first = await world.mutate('createComment', input, ada, 'comment { id }')
    expect(await world.mutate('createComment', input, ada, 'comment { id }')).toEqual(first)
    expect((await world.mutate('createComment', { ...input, text: 'twice' }, ada)).userErrors[0].code).toBe(
      'IDEMPOTENCY_MISMATCH',
    )
    expect((await listed(input.postId)).comments.nodes).toHaveLength(1)
  })

  test('refuse what is empty, too long, or about no post', async () => {
    const ada = await world.person()
    const postId = await world.post(ada)
    const refusal = async (input: object) =>
      (await world.mutate('createComment', { postId, text: 'x', ...input }, ada)).userErrors
    const unknown = encodeId('Post', mintId('Post', new Date()))

    for (const text of ['', ' \n', 'x'.repeat(2_001), 'half \udc00', '\0']) {
      expect(await refusal({ text })).toContainEqual({ code: 'VALIDATION_FAILED', path: ['input', 'text'] })
    }
    expect(await refusal({ postId: globalIdOf(ada) })).toEqual([
      { code: 'VALIDATION_FAILED', path: ['input', 'postId'] },
    ])
    expect(await refusal({ postId: unknown })).toEqual([{ code: 'NOT_FOUND', path: ['input', 'postId'] }])
    expect(await refusal({ text: '🌅'.repeat(2_000) })).toEqual([])
    expect((await world.mutate('deleteComment', { id: postId }, ada)).userErrors).toEqual([
      { code: 'VALIDATION_FAILED', path: ['input', 'id'] },
    ])
  })
})
