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

  const twenty = await world.statementsOf(() => ben.connection.send(HomeFeedDocument, { first: 20 }))
  const five = await world.statementsOf(() => ben.connection.send(HomeFeedDocument, { first: 5 }))
  expect(twenty).toEqual({ feed: 2, social: 3, users: 1, media: 2 })
  expect(five).toEqual(twenty)
  const { homeFeed } = await ben.connection.send(HomeFeedDocument, { first: 20 })
  const rest = await ben.connection.send(HomeFeedDocument, { first: 20, after: homeFeed?.pageInfo.endCursor ?? null })
  const ids = [...(homeFeed?.nodes ?? []), ...(rest.homeFeed?.nodes ?? [])].map((item) => item.id)
  expect(new Set(ids).size).toBe(25)
  expect(rest.homeFeed?.pageInfo.hasNextPage).toBe(false)

  const profile = await world.statementsOf(() => ben.connection.send(ProfileDocument, { handle: 'nobody', first: 20 }))
  expect(profile.social ?? 0).toBe(0)
  await expect(ben.connection.send(NotificationsDocument, { first: 101 })).rejects.toThrow('BAD_REQUEST')
})
