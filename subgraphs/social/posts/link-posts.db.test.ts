import { decodeId } from '@varal/platform/global-ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('a post with a link', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const link = 'https://elsewhere.example/a'
  const selection = 'post { id version link linkPreview { id } } userErrors { code path }'

  test('is shown at once, and tells media where it leads', async () => {
    const ada = await world.person()
    const { post } = await world.mutate('createPost', { link, visibility: 'PUBLIC' }, ada, selection)
    const told = (await world.app.announced()).find(({ data }) => data.postId === postUuid(post.id))

    expect(post.link).toBe(link)
    expect(told?.data.link).toEqual({ url: link, assetId: decodeId('Asset', post.linkPreview.id) })
  })

  test.each([
    ['link', { link: 'https://www.blocked.example/' }],
    ['text', { text: 'see https://blocked.example/a' }],
  ])('leads to no blocked host by its %s', async (field, content) => {
    const ada = await world.person()
    const { userErrors } = await world.mutate('createPost', { ...content, visibility: 'PUBLIC' }, ada, selection)
    expect(userErrors).toEqual([{ code: 'LINK_BLOCKED', path: ['input', field] }])
  })
})
