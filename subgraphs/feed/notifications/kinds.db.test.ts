import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { CommentId, PostId } from '@varal/schema/ids'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ids, type NotificationWorld, notificationWorld } from './test-notifications.ts'

let world: NotificationWorld
let [ada, ben, cleo, dan] = [] as unknown as [Actor, Actor, Actor, Actor]
beforeEach(async () => {
  world = await notificationWorld()
  ;[ada, ben, cleo, dan] = [world.app.newActor(), world.app.newActor(), world.app.newActor(), world.app.newActor()]
})
afterEach(() => world[Symbol.asyncDispose]())

type Visibility = 'PUBLIC' | 'FOLLOWERS' | 'ONLY_ME'
const publish = async (author: Actor, mentioned: Actor[] = [], visibility: Visibility = 'PUBLIC') => {
  const postId = world.newPost()
  await world.app.hear('social.post.published', {
    ...{ postId, authorId: author.id, visibility, text: null, assetIds: [] },
    mentionedUserIds: mentioned.map(({ id }) => id),
  })
  return postId
}
const edit = (author: Actor, postId: PostId, mentioned: Actor[], visibility: Visibility = 'PUBLIC') =>
  world.app.hear('social.post.edited', {
    ...{ postId, authorId: author.id, visibility, visibilityBefore: 'PUBLIC', text: null, assetIds: [] },
    ...{ mentionedUserIds: mentioned.map(({ id }) => id), publishedAt: world.app.clock.now().toISOString() },
  })
const comment = async (by: Actor, author: Actor, postId: PostId, answers: Actor | null, mentioned: Actor[] = []) => {
  const commentId = mintId('Comment', world.app.clock.now())
  await world.app.hear('social.comment.added', {
    ...{ commentId, authorId: by.id, postId, postAuthorId: author.id, mentionedUserIds: mentioned.map(({ id }) => id) },
    ...{ parentId: answers && mintId('Comment', world.app.clock.now()), parentAuthorId: answers?.id ?? null },
  })
  return commentId
}
const kinds = async (viewer: Actor) => (await world.listOf(viewer)).map(({ type }) => type)
const aboutComment = (commentId: CommentId, by: Actor, postId: PostId, author: Actor) => ({
  ...{ commentId, authorId: by.id, postId, postAuthorId: author.id },
})

describe('notifications of each kind', () => {
  test('a comment tells once whom it answers, whose post it is on, and who is mentioned', async () => {
    const postId = world.newPost()
    const commentId = await comment(dan, ada, postId, ben, [ada, ben, cleo, dan])
    expect([await kinds(ada), await kinds(ben), await kinds(cleo), await kinds(dan)]).toEqual([
      ['COMMENT'],
      ['REPLY'],
      ['MENTION'],
      [],
    ])
    expect((await world.listOf(cleo))[0]).toMatchObject({
      actors: ids(dan),
      subject: { __typename: 'Comment', id: encodeId('Comment', commentId) },
    })
    await comment(dan, ada, postId, ada)
    expect(await kinds(ada)).toEqual(['REPLY', 'COMMENT'])
  })

  test('a comment that is hidden, withheld or removed is told of to nobody who does not see it', async () => {
    const postId = world.newPost()
    const [hidden, removed] = [await comment(dan, ada, postId, ben, [cleo]), await comment(dan, ada, postId, ben)]
    await world.app.hear('social.comment.liked', { ...aboutComment(hidden, dan, postId, ada), userId: ben.id })
    await world.app.hear('social.comment.hidden', aboutComment(hidden, dan, postId, ada))
    expect([await kinds(ada), await kinds(ben), await kinds(cleo), await kinds(dan)]).toEqual([
      ['COMMENT'],
      ['REPLY'],
      [],
      ['COMMENT_LIKE'],
    ])
    await world.app.hear('social.comment.removed', aboutComment(removed, dan, postId, ada))
    await world.app.hear('social.comment.unliked', { ...aboutComment(hidden, dan, postId, ada), userId: ben.id })
    for (const who of [ada, ben, dan]) expect(await kinds(who)).toEqual([])
    expect(await world.unreadOf(ben)).toBe(0)
  })

  test('a post tells whom it mentions, an edit only whom it adds, and nobody who may not see it', async () => {
    const postId = await publish(ada, [ben, ada])
    await edit(ada, postId, [ben, cleo])
    for (const who of [ben, cleo]) {
      expect(await world.listOf(who)).toMatchObject([{ type: 'MENTION', subject: { id: encodeId('Post', postId) } }])
    }
    await world.follow(cleo, ada)
    await edit(ada, postId, [], 'FOLLOWERS')
    expect([await kinds(ben), await kinds(cleo)]).toEqual([[], ['MENTION']])

    await publish(ada, [ben, cleo], 'FOLLOWERS')
    const own = await publish(ada, [], 'FOLLOWERS')
    await comment(cleo, ada, own, null, [ben])
    await world.app.hear('social.audience.changed', { userId: dan.id, isPrivate: true, discoverable: true })
    await publish(dan, [ben])
    expect([await kinds(ben), await kinds(cleo)]).toEqual([[], ['MENTION', 'MENTION']])
    await world.app.hear('social.post.withheld', { postId, authorId: ada.id })
    expect(await kinds(cleo)).toEqual(['MENTION'])
  })

  test('reposts and saves are grouped, a quote shows the quoting post, and all are taken back', async () => {
    const postId = world.newPost()
    for (const by of [ben, cleo]) {
      const shown = { postId, authorId: ada.id, userId: by.id, repostId: world.newPost() }
      await world.app.hear('social.post.reposted', shown)
    }
    const quoting = await publish(dan, [ada])
    await world.app.hear('social.post.quoted', {
      ...{ postId: quoting, authorId: dan.id, quotedId: postId, quotedAuthorId: ada.id },
    })
    const pin = { pinId: mintId('Pin', world.app.clock.now()), boardId: mintId('Board', world.app.clock.now()), postId }
    const kept = { ...pin, authorId: ada.id, userId: ben.id, isSecret: false }
    await world.app.hear('social.pin.added', kept)
    await world.app.hear('social.pin.added', { ...kept, userId: cleo.id, isSecret: true })
    expect((await world.listOf(ada)).map(({ type, actorCount }) => [type, actorCount])).toEqual([
      ['SAVE', 1],
      ['MENTION', 1],
      ['REPOST', 2],
    ])
    await world.readAll(ada)
    await world.app.hear('social.pin.removed', { ...kept, isMoving: true })
    await world.app.hear('social.pin.added', { ...kept, isMoving: true })
    expect(await world.unreadOf(ada)).toBe(0)
    await world.app.hear('social.pin.added', { ...kept, isMoving: true, isSecret: true })
    await world.app.hear('social.post.deleted', { postId, authorId: ada.id })
    expect(await kinds(ada)).toEqual(['MENTION'])
    await world.app.hear('social.post.quoted', {
      ...{ postId: world.newPost(), authorId: ben.id, quotedId: postId, quotedAuthorId: ada.id },
    })
    expect(await kinds(ada)).toEqual(['QUOTE', 'MENTION'])
  })

  test('a request goes when it is answered, and who asked is told; one that is withdrawn leaves nothing', async () => {
    const pair = { followerId: ben.id, followeeId: ada.id }
    await world.app.hear('social.follow.requested', pair)
    await world.app.hear('social.follow.requested', { followerId: cleo.id, followeeId: ada.id })
    expect(await world.listOf(ada)).toMatchObject([{ type: 'FOLLOW_REQUEST', actorCount: 2, subject: null }])
    await world.app.hear('social.user.followed', { ...pair, wasRequested: true })
    await world.app.hear('social.follow.withdrawn', { followerId: cleo.id, followeeId: ada.id })
    expect([await kinds(ada), await kinds(ben)]).toEqual([[], ['FOLLOW_ACCEPTED']])
  })

  test('a new post tells whom asked for it, once, also if it mentions them', async () => {
    for (const who of [ben, cleo]) {
      await world.app.hear('social.user.followed', { followerId: who.id, followeeId: ada.id, notifyOnPost: true })
    }
    await publish(ada, [cleo])
    expect([await kinds(ben), await kinds(cleo)]).toEqual([['NEW_POST'], ['MENTION']])
  })

  test('an invitation shows the board, and goes when it ends or the board does', async () => {
    const boardId = mintId('Board', world.app.clock.now())
    const about = { boardId, ownerId: ada.id }
    for (const who of [ben, cleo])
      await world.app.hear('social.collaborator.invited', { ...about, userId: who.id, inviterId: ada.id })
    expect(await world.listOf(ben)).toMatchObject([{ type: 'BOARD_INVITATION', subject: { __typename: 'Board' } }])
    await world.app.hear('social.collaborator.left', { ...about, userId: ben.id })
    expect([await kinds(ben), await kinds(cleo)]).toEqual([[], ['BOARD_INVITATION']])
    await world.app.hear('social.board.deleted', about)
    expect(await kinds(cleo)).toEqual([])
  })

  test('who is away is not behind them, and what only they are behind is neither shown nor counted until they are back', async () => {
    const postId = world.newPost()
    for (const who of [ben, cleo]) await world.like(postId, ada, who)
    await world.like(world.newPost(), ada, ben)
    await world.app.hear('users.account.deactivated', { userId: ben.id })
    expect(await world.listOf(ada)).toMatchObject([{ type: 'LIKE', actorCount: 1, actors: ids(cleo) }])
    expect(await world.unreadOf(ada)).toBe(1)
    await world.app.hear('users.account.reactivated', { userId: ben.id, handle: 'ben', displayName: 'Ben', bio: null })
    expect((await world.listOf(ada)).map(({ actorCount }) => actorCount)).toEqual([1, 2])
    expect(await world.unreadOf(ada)).toBe(2)
  })
})

describe('preferences', () => {
  const text = `mutation ($preferences: [NotificationPreferenceInput!]!) {
    updateNotificationPreferences(input: { preferences: $preferences }) {
      preferences { type inApp from } userErrors { code path } } }`
  const prefer = async (...preferences: object[]) =>
    (await world.app.ask(text, { preferences }, ada)).updateNotificationPreferences

  test('turn a kind off, or leave it to people whom one follows, from now on and without a statement more', async () => {
    const like = () => world.app.statementsOf(() => world.like(world.newPost(), ada, ben))
    const before = await like()
    const made = await prefer({ type: 'COMMENT', inApp: false }, { type: 'LIKE', from: 'FOLLOWED' }, { type: 'SAVE' })
    expect(made.preferences).toHaveLength(13)
    expect(made.preferences.slice(0, 2)).toEqual([
      { type: 'LIKE', inApp: true, from: 'FOLLOWED' },
      { type: 'COMMENT', inApp: false, from: 'EVERYONE' },
    ])
    await world.comment(world.newPost(), ada, ben)
    await like()
    expect(await kinds(ada)).toEqual(['LIKE'])
    await world.follow(ada, ben)
    expect(await like()).toBe(before)
    // It is told as what it is besides.
    await comment(ben, ada, world.newPost(), null, [ada])
    expect(await kinds(ada)).toEqual(['MENTION', 'LIKE', 'LIKE'])
    await prefer({ type: 'LIKE', inApp: false })
    const asked = '{ notificationPreferences { type inApp from } }'
    const { notificationPreferences } = await world.app.ask(asked, {}, ada)
    expect(notificationPreferences[0]).toEqual({ type: 'LIKE', inApp: false, from: 'FOLLOWED' })
    expect((await world.app.answer(asked)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('refuse nothing and a type that is named twice', async () => {
    for (const given of [[], [{ type: 'LIKE' }, { type: 'LIKE', inApp: false }]]) {
      expect(await prefer(...given)).toEqual({
        preferences: null,
        userErrors: [{ code: 'VALIDATION_FAILED', path: ['input', 'preferences'] }],
      })
    }
  })
})
