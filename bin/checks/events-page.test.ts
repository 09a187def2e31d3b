import { events } from '@varal/schema/events/events'
import { expect, test } from 'vitest'
import { docstringsOf, eventsPage } from './events-page.ts'

test('the page tells every event, its fields with the kinds of their ids, and who hears it', () => {
  const page = eventsPage(
    new Map([['social.post.published', 'A post became visible.']]),
    new Map([['social.post.published', ['feed (fan-out)', 'recs (index-post)']]]),
  )

  for (const name of Object.keys(events)) expect(page).toContain(`### ${name}\n`)
  expect(page).toContain(`### social.post.published

A post became visible.

- data: \`postId\` PostId, \`authorId\` UserId, \`visibility\` PUBLIC \\| UNLISTED \\| FOLLOWERS \\| ONLY_ME, \`text\` string or null, \`assetIds\` list of AssetId, \`hashtags\` list of string or absent, \`mentionedUserIds\` list of UserId or absent, \`quoteOfId\` PostId or null or absent, \`link\` object or null or absent
- heard by: feed (fan-out), recs (index-post)
`)
  expect(page).toContain('- heard by: nobody yet')
})

test('a docstring belongs to the event that it stands before, on one line or several', () => {
  const source = `
    /** Of the whole file. */
    export const socialEvents = {
      /** A post
       * is gone. */
      'social.post.deleted': byAuthor,
      'social.post.unliked': like,
      /** Somebody follows. */
      'social.user.followed': follow,
    }`

  expect([...docstringsOf(source)]).toEqual([
    ['social.post.deleted', 'A post is gone.'],
    ['social.user.followed', 'Somebody follows.'],
  ])
})
