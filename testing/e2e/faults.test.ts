import { HomeFeedDocument } from '@varal/schema/operations/documents'
import { expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { startWorld } from '../world/world.ts'

interface Answer {
  readonly data: {
    readonly homeFeed: { readonly nodes: { readonly post: Record<string, unknown> | null }[] } | null
  } | null
  readonly errors?: { readonly path?: unknown[]; readonly extensions: Record<string, unknown> }[]
}

test('a dead subgraph costs its own fields, says so with a code, and never costs the list', {
  timeout: 180_000,
}, async () => {
  await using world = await startWorld('a process per part')
  const [ada, ben] = await world.cast('ada', 'ben')
  await eventually('ben follows ada', () => ben.follows(ada).then(() => true))
  const photo = await ada.uploads()
  const postId = await ada.publishes({ text: 'still here', assetIds: [photo] })
  await eventually('the post has arrived', async () => {
    const { homeFeed } = await ben.connection.send(HomeFeedDocument, { first: 1 })
    return homeFeed?.nodes[0]?.post?.id === postId
  })

  for (const [part, field] of [
    ['users', 'author'],
    ['media', 'media'],
  ] as const) {
    const restart = await world.kill(part)
    const response = await fetch(`${world.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ben.accessToken}` },
      body: JSON.stringify({ query: HomeFeedDocument.toString(), variables: { first: 20 } }),
    })
    const { data, errors } = (await response.json()) as Answer

    expect(data?.homeFeed?.nodes).toMatchObject([{ post: { id: postId, text: { text: 'still here' }, [field]: null } }])
    expect(errors?.map((error) => error.extensions['code'])).toContain('SUBGRAPH_UNAVAILABLE')
    expect(errors?.every((error) => error.extensions['requestId'] && error.extensions['retryable'] === true)).toBe(true)
    await restart()
  }
})
