import { expect, test } from 'vitest'
import { postUuid, socialWorld } from '../test-world.ts'

test('a quote is announced once, with whose post it quotes, and a plain post is not', async () => {
  await using world = await socialWorld()
  const [ada, ben] = [await world.person(), await world.person()]
  const quoted = await world.post(ada)
  const input = {
    ...{ text: 'look', visibility: 'PUBLIC', quoteOf: quoted, idempotencyKey: crypto.randomUUID() },
  }
  const { post } = await world.mutate('createPost', input, ben, 'post { id }')
  await world.settle()
  await world.settle()
  const told = (await world.app.announced()).filter(({ name }) => name === 'social.post.quoted')
  expect(told.map(({ data }) => data)).toEqual([
    { postId: postUuid(post.id), authorId: ben.id, quotedId: postUuid(quoted), quotedAuthorId: ada.id },
  ])
})
