import { HomeFeedDocument, HomeFeedGrewDocument } from '@varal/schema/operations/documents'
import { expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { shapes, startWorld } from '../world/world.ts'

const CUTS = 100
const POSTS = 200

test.each(shapes)(
  'in %s a stream whose socket is cut a hundred times brings each event once, in order',
  {
    timeout: 180_000,
  },
  async (shape) => {
    await using world = await startWorld(shape)
    const [ada, ben] = await world.cast('ada', 'ben')
    await eventually('ben follows ada', () => ben.follows(ada).then(() => true))

    const { homeFeed } = await ben.connection.send(HomeFeedDocument, { first: 1 })
    const stream = ben.connection.watch(HomeFeedGrewDocument, { after: homeFeed?.streamCursor ?? null })
    const arrived: string[] = []
    const cursors = new Set<string>()
    let isComplete = false
    const reading = (async () => {
      for await (const { homeFeed: event } of stream) {
        if (event.__typename === 'StreamReset') throw new Error(`The stream was reset: ${event.reason}`)
        if (event.__typename !== 'FeedItemAdded') continue
        expect(cursors.has(event.cursor)).toBe(false)
        cursors.add(event.cursor)
        arrived.push(event.item.post?.id ?? 'a post that cannot be shown')
        if (arrived.length === POSTS) return
      }
    })()

    const published: string[] = []
    const publishing = (async () => {
      for (let number = 0; number < POSTS; number++) published.push(await ada.publishes({ text: `post ${number}` }))
    })()
    let cuts = 0
    const cutting = (async () => {
      while (cuts < CUTS && !isComplete) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
        ben.connection.cut()
        cuts++
      }
    })()
    await Promise.all([publishing, cutting, reading])
    isComplete = true

    expect(cuts).toBe(CUTS)
    expect(arrived).toEqual(published)
  },
)

test('a cursor from elsewhere, or altered, gets a reset that says so', async () => {
  await using world = await startWorld('one process')
  const [ada, ben] = await world.cast('ada', 'ben')
  const { homeFeed } = await ada.connection.send(HomeFeedDocument, { first: 1 })
  const cursor = homeFeed?.streamCursor ?? ''

  for (const after of ['nonsense', `${cursor.slice(0, -2)}AA`, cursor]) {
    const stream = ben.connection.watch(HomeFeedGrewDocument, { after })
    const { value } = await stream.next()
    expect(value?.homeFeed).toMatchObject({ __typename: 'StreamReset', reason: 'CURSOR_INVALID' })
    await stream.return()
  }
})
