import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { nameId } from '@varal/platform/name-id'
import type { Actor } from '@varal/platform/viewer'
import type { BoardId, PostId } from '@varal/schema/ids'
import { globalIdOf } from '@varal/testing/lone-subgraph'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, nextOf, post } from './test-home.ts'

let world: HomeWorld
let [ada, ben, cleo, dan]: Actor[] = []
beforeEach(async () => {
  world = await homeWorld()
  ;[ada, ben, cleo, dan] = Array.from({ length: 4 }, () => world.app.newActor())
})
afterEach(() => world[Symbol.asyncDispose]())

const repost = (by: Actor, author: Actor, postId: PostId, name: 'reposted' | 'unreposted' = 'reposted') =>
  world.app.hear(`social.post.${name}`, {
    ...{ postId, authorId: author.id, userId: by.id, repostId: mintId('Post', world.app.clock.now()) },
  })
const reasonsOf = async (viewer: Actor) => (await world.homeOf(viewer)).nodes.map(({ reason }: any) => reason)
const by = (actor: Actor) => ({ by: { id: globalIdOf(actor) } })
const tagged = async (author: Actor, hashtags: string[]) => {
  const postId = mintId('Post', world.app.clock.now())
  const said = { text: null, assetIds: [], visibility: 'PUBLIC' as const, hashtags }
  await world.app.hear('social.post.published', { postId, authorId: author.id, ...said })
  return postId
}
const edit = (author: Actor, postId: PostId, visibility: 'UNLISTED' | 'FOLLOWERS') =>
  world.app.hear('social.post.edited', {
    ...{ postId, authorId: author.id, text: null, assetIds: [], visibility, visibilityBefore: 'PUBLIC' },
    publishedAt: world.app.clock.now().toISOString(),
  })
const hashtag = { hashtagId: nameId('Hashtag', 'dawn'), name: 'dawn' }
const pinOn = (boardId: BoardId, postId: PostId, isSecret = false) => ({
  ...{ pinId: mintId('Pin', world.app.clock.now()), boardId, postId },
  ...{ authorId: ada!.id, userId: dan!.id, isSecret },
})

describe('a repost', () => {
  test('comes once, for the first who showed it, and not to its author, to whom has it already, or across a block', async () => {
    for (const reposter of [cleo, dan]) for (const who of [ada, ben]) await world.follow(who!, reposter!)
    const postId = await world.publish(ada!)
    await repost(cleo!, ada!, postId)
    await repost(dan!, ada!, postId)
    expect(await reasonsOf(ben!)).toEqual([by(cleo!)])
    expect(await world.postsOf(ben!)).toEqual([post(postId)])
    expect(await world.postsOf(ada!)).toEqual([])

    await world.block(ada!, ben!)
    expect(await world.postsOf(ben!)).toEqual([])
    await repost(dan!, ada!, postId)
    expect(await world.postsOf(ben!)).toEqual([])
    expect(await world.numbersOf(ben!)).toEqual([1, 2])
  })

  test('goes when it is taken back, with who showed it, and with what it shows', async () => {
    await world.follow(ben!, cleo!)
    const posts = [await world.publish(ada!), await world.publish(ada!), await world.publish(ada!)] as const
    for (const postId of posts) await repost(cleo!, ada!, postId)
    await repost(cleo!, ada!, posts[0], 'unreposted')
    await world.app.hear('social.post.deleted', { postId: posts[1], authorId: ada!.id })
    expect(await world.postsOf(ben!)).toEqual([post(posts[2])])
    await world.follow(ben!, ada!)
    await world.unfollow(ben!, ada!)
    expect(await world.postsOf(ben!)).toEqual([post(posts[2])])
    await world.unfollow(ben!, cleo!)
    expect(await world.postsOf(ben!)).toEqual([])
  })

  test('of somebody who is muted, or by them, does not come', async () => {
    await world.follow(ben!, cleo!)
    await world.app.hear('social.user.muted', { muterId: ben!.id, mutedId: ada!.id, level: 'HIDE_FROM_FEEDS' })
    await repost(cleo!, ada!, await world.publish(ada!))
    await world.app.hear('social.user.muted', { muterId: ben!.id, mutedId: cleo!.id, level: 'HIDE_FROM_FEEDS' })
    await repost(cleo!, dan!, await world.publish(dan!))
    expect(await world.postsOf(ben!)).toEqual([])
  })
})

describe('followed hashtags and boards', () => {
  test('bring public posts once, with the reason, and take theirs away when they are left', async () => {
    await world.app.hear('social.hashtag.followed', { userId: ben!.id, ...hashtag })
    const watched = await world.watching(ben!)
    const first = await tagged(ada!, ['dusk', 'dawn'])
    expect((await nextOf(watched)).item).toMatchObject({
      post: { id: post(first) },
      reason: { hashtag: { id: encodeId('Hashtag', hashtag.hashtagId) } },
    })
    await watched.return?.()
    await tagged(ben!, ['dawn'])
    await world.app.hear('social.audience.changed', { userId: cleo!.id, isPrivate: true, discoverable: true })
    await tagged(cleo!, ['dawn'])

    const boardId = mintId('Board', world.app.clock.now())
    await world.app.hear('social.board.followed', { boardId, ownerId: dan!.id, userId: ben!.id })
    const [pinned, restricted] = [await world.publish(ada!), await world.publish(ada!, 'FOLLOWERS')]
    for (const postId of [first, pinned, restricted]) await world.app.hear('social.pin.added', pinOn(boardId, postId))
    await world.app.hear('social.pin.added', pinOn(boardId, await world.publish(ada!), true))
    expect(await world.postsOf(ben!)).toEqual([post(pinned), post(first)])
    expect((await reasonsOf(ben!))[0]).toEqual({ board: { id: encodeId('Board', boardId) } })

    await world.app.hear('social.pin.removed', pinOn(boardId, pinned))
    expect(await world.postsOf(ben!)).toEqual([post(first)])
    await world.app.hear('social.hashtag.unfollowed', { userId: ben!.id, ...hashtag })
    expect(await world.postsOf(ben!)).toEqual([])
  })

  test('a post for fewer people leaves those who do not follow its author', async () => {
    for (const who of [ben, cleo]) await world.app.hear('social.hashtag.followed', { userId: who!.id, ...hashtag })
    await world.follow(cleo!, ada!)
    const postId = await tagged(ada!, ['dawn'])
    await edit(ada!, postId, 'UNLISTED')
    expect([await world.postsOf(ben!), await world.postsOf(cleo!)]).toEqual([[], [post(postId)]])
  })

  test('what came another way is hidden while its author is private, and is there again', async () => {
    await world.app.hear('social.hashtag.followed', { userId: ben!.id, ...hashtag })
    const postId = await tagged(ada!, ['dawn'])
    const audience = (isPrivate: boolean) =>
      world.app.hear('social.audience.changed', { userId: ada!.id, isPrivate, discoverable: true })
    await audience(true)
    expect(await world.postsOf(ben!)).toEqual([])
    await audience(false)
    expect(await world.postsOf(ben!)).toEqual([post(postId)])
  })
})

describe('what is hidden', () => {
  test('a withheld post leaves, is delivered to nobody, and comes to new followers once it is released', async () => {
    await world.follow(ben!, ada!)
    const postId = await world.publish(ada!)
    await world.app.hear('social.post.withheld', { postId, authorId: ada!.id })
    await world.follow(cleo!, ada!)
    expect([await world.postsOf(ben!), await world.postsOf(cleo!)]).toEqual([[], []])
    await world.app.hear('social.post.released', { postId, authorId: ada!.id })
    await world.follow(dan!, ada!)
    expect(await world.postsOf(dan!)).toEqual([post(postId)])
  })

  test('the items of a deactivated account are away, with what it reposted, and there again in their places', async () => {
    for (const author of [ada, cleo]) await world.follow(ben!, author!)
    const first = await world.publish(ada!)
    const second = await world.publish(cleo!)
    const shown = await world.publish(dan!)
    await repost(ada!, dan!, shown)
    expect(await world.app.statementsOf(() => world.homeOf(ben!))).toBe(2)
    await world.app.hear('users.account.deactivated', { userId: ada!.id })
    expect(await world.postsOf(ben!)).toEqual([post(second)])
    expect(await world.app.statementsOf(() => world.homeOf(ben!))).toBe(2)
    const profile = { userId: ada!.id, handle: 'ada', displayName: 'Ada', bio: null }
    await world.app.hear('users.account.reactivated', profile)
    await world.app.hear('users.account.reactivated', profile)
    expect(await world.postsOf(ben!)).toEqual([shown, second, first].map(post))
  })
})

test('a plain post and one with a hashtag that nobody follows cost the same but for one statement', async () => {
  await world.follow(ben!, ada!)
  const around = () => world.app.hearTogether([])
  const published = (hashtags: string[]) => ({
    name: 'social.post.published' as const,
    data: {
      ...{ postId: mintId('Post', world.app.clock.now()), authorId: ada!.id, visibility: 'PUBLIC' as const },
      ...{ text: null, assetIds: [], hashtags },
    },
  })
  const bare = await world.app.statementsOf(around)
  // It is remembered, its timelines found, numbered and written.
  expect(await world.app.statementsOf(() => world.app.hearTogether([published([])]))).toBe(bare + 4)
  expect(await world.app.statementsOf(() => world.app.hearTogether([published(['dawn'])]))).toBe(bare + 5)
})
