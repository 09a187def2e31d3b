import { HomeFeedDocument, NotificationsDocument, ProfileDocument } from '@varal/schema/operations/documents'
import { expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { startWorld } from '../world/world.ts'

test('a home page of twenty posts, with authors, pictures and counts, takes eight SQL statements', {
  timeout: 120_000,
}, async () => {
  await using world = await startWorld('one process')
  const [ada, ben] = await world.cast('ada', 'ben')
  await eventually('ben follows ada', () => ben.follows(ada).then(() => true))
  const photo = await ada.uploads()
  for (let number = 0; number < 25; number++) await ada.publishes({ text: `post ${number}`, assetIds: [photo] })
  await eventually('all of it has arrived', async () => {
    const { homeFeed } = await ben.connection.send(HomeFeedDocument, { first: 100 })
    return homeFeed?.nodes.length === 25
  })

  // The picture is still being looked at and improved, which takes statements too: a page may be asked for again.
  for (const first of [20, 5])
    await eventually(`a page of ${first} takes eight statements`, async () => {
      const taken = await world.statementsOf(() => ben.connection.send(HomeFeedDocument, { first }))
      expect(taken).toEqual({ feed: 2, social: 3, users: 1, media: 2 })
      return true
    })
  const { homeFeed } = await ben.connection.send(HomeFeedDocument, { first: 20 })
  const rest = await ben.connection.send(HomeFeedDocument, { first: 20, after: homeFeed?.pageInfo.endCursor ?? null })
  const ids = [...(homeFeed?.nodes ?? []), ...(rest.homeFeed?.nodes ?? [])].map((item) => item.id)
  expect(new Set(ids).size).toBe(25)
  expect(rest.homeFeed?.pageInfo.hasNextPage).toBe(false)

  await eventually('the profile of nobody asks social nothing', async () => {
    const taken = await world.statementsOf(() => ben.connection.send(ProfileDocument, { handle: 'nobody', first: 20 }))
    return (taken.social ?? 0) === 0
  })
  await expect(ben.connection.send(NotificationsDocument, { first: 101 })).rejects.toThrow('BAD_REQUEST')
})
