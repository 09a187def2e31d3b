import {
  HomeFeedDocument,
  NotificationsDocument,
  PostDocument,
  SearchDocument,
} from '@varal/schema/operations/documents'
import { describe, expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { shapes, startWorld } from '../world/world.ts'

describe.each(shapes)('in %s', (shape) => {
  test('one post travels through five subgraphs, live', { timeout: 180_000 }, async () => {
    await using world = await startWorld(shape)
    const [ada, ben, cleo] = await world.cast('ada', 'ben', 'cleo')
    await eventually('ben and cleo can follow ada', async () => {
      await ben.follows(ada)
      await cleo.follows(ada)
      return true
    })
    const home = await ben.watchesHome()
    const notices = await ada.watchesNotifications()

    const photo = await ada.uploads()
    const postId = await ada.publishes({ text: 'First light over Olinda', assetIds: [photo] })

    const arrival = await home.until((event) => event.__typename === 'FeedItemAdded')
    expect(arrival).toMatchObject({
      item: {
        post: {
          id: postId,
          text: { text: 'First light over Olinda' },
          author: { id: ada.id, displayName: 'ada' },
          media: [{ id: photo, state: 'READY', placeholder: { thumbhash: expect.any(String) } }],
        },
        reason: { user: { id: ada.id } },
      },
    })

    await ben.likes(postId)
    await ben.comments(postId, 'What a light!')
    const like = await notices.until(
      (event) => event.__typename === 'NotificationChanged' && event.notification.type === 'LIKE',
    )
    expect(like).toMatchObject({ notification: { actors: [{ id: ben.id }], subject: { id: postId } } })
    const comment = await notices.until(
      (event) => event.__typename === 'NotificationChanged' && event.notification.type === 'COMMENT',
    )
    expect(comment).toMatchObject({
      notification: { actors: [{ id: ben.id }], subject: { said: { text: 'What a light!' } } },
    })

    await eventually('the like and the comment are counted', async () => {
      const { post } = await cleo.connection.send(PostDocument, { id: postId, comments: 20 })
      return post?.counts.likes.value === '1' && post.counts.comments.value === '1'
    })
    await eventually('cleo finds the post by its words', async () => {
      const { search } = await cleo.connection.send(SearchDocument, { query: 'olinda', first: 10 })
      return search?.edges.some((edge) => edge.node?.__typename === 'Post' && edge.node.id === postId) ?? false
    })
    const { homeFeed } = await cleo.connection.send(HomeFeedDocument, { first: 20 })
    expect(homeFeed?.nodes.map((item) => item.post?.id)).toEqual([postId])
    const { notifications } = await ada.connection.send(NotificationsDocument, { first: 20 })
    expect(notifications?.edges.map(({ node }) => node.type).sort()).toEqual(['COMMENT', 'FOLLOW', 'LIKE'])
  })
})
