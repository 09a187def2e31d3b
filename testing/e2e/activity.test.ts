import { describe, expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { shapes, startWorld } from '../world/world.ts'

describe.each(shapes)('in %s', (shape) => {
  test('an open post shows what others do to it, also after its socket was cut, until it is taken away', {
    timeout: 180_000,
  }, async () => {
    await using world = await startWorld(shape)
    const [ada, ben, cleo] = await world.cast('ada', 'ben', 'cleo')
    const postId = await ada.publishes({ text: 'First light over Olinda' })
    const screen = await cleo.watchesPost(postId)

    await ben.likes(postId)
    const counted = await screen.until(
      (event) => event.__typename === 'PostCountsChanged' && event.post.counts.likes.value === '1',
    )
    expect(counted).toMatchObject({ post: { id: postId, counts: { comments: { value: '0' } } } })

    await ben.comments(postId, 'What a light!')
    const added = await screen.until((event) => event.__typename === 'CommentAdded')
    expect(added).toMatchObject({ comment: { text: { text: 'What a light!' }, author: { handle: ben.handle } } })

    cleo.connection.cut()
    await ben.comments(postId, 'And what colours!')
    const next = await screen.until((event) => event.__typename === 'CommentAdded')
    expect(next).toMatchObject({ comment: { text: { text: 'And what colours!' } } })
    // The count may come before the comment that it counts.
    const isCounted = (event: (typeof screen.seen)[number]) =>
      event.__typename === 'PostCountsChanged' && event.post.counts.comments.value === '2'
    if (!screen.seen.some(isCounted)) await screen.until(isCounted)
    expect(screen.seen.filter((event) => event.__typename === 'CommentAdded')).toHaveLength(2)

    await ada.blocks(cleo)
    const end = await screen.until((event) => event.__typename === 'StreamReset')
    expect(end).toMatchObject({ reason: 'PERMISSION_CHANGED' })
    await eventually('cleo no longer finds the post', () =>
      cleo.watchesPost(postId).then(
        () => false,
        () => true,
      ),
    )
  })
})
