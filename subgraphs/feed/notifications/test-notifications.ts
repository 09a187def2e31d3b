import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { CommentId, PostId } from '@varal/schema/ids'
import { type Fact, globalIdOf, type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { expect } from 'vitest'
import { feed } from '../subgraph.ts'

const fields = /* GraphQL */ `
  fragment N on Notification {
    id type actorCount actors(first: 10) { id } read createdAt updatedAt
    subject { __typename ... on Post { id author { id } } ... on Comment { id } }
  }`
export const pageText = /* GraphQL */ `
  ${fields}
  query ($first: Int, $after: String) {
    notifications(first: $first, after: $after) {
      streamCursor
      unread { notifications version }
      pageInfo { hasNextPage endCursor }
      edges { cursor node { ...N } }
    }
  }`
const stream = /* GraphQL */ `
  ${fields}
  subscription ($after: StreamCursor) {
    notifications(after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on NotificationChanged { notification { ...N } unread { notifications version } }
      ... on NotificationRemoved { notificationId unread { notifications version } }
      ... on UnreadChanged { unread { notifications version } }
      ... on StreamReset { reason }
    }
  }`
export const markReadText = /* GraphQL */ `
  mutation ($upTo: String!) {
    markNotificationsRead(input: { upTo: $upTo }) {
      unread { notifications version }
      userErrors { code path message }
    }
  }`

/** feed alone, with what people do about each other. For the tests of notifications. */
export interface NotificationWorld extends AsyncDisposable {
  readonly app: LoneSubgraph
  newPost(): PostId
  like(postId: PostId, author: Actor, by: Actor): Promise<void>
  unlike(postId: PostId, author: Actor, by: Actor): Promise<void>
  comment(postId: PostId, author: Actor, by: Actor): Promise<CommentId>
  follow(follower: Actor, followee: Actor): Promise<void>
  block(blocker: Actor, blocked: Actor): Promise<void>
  pageOf(viewer: Actor, variables?: object): Promise<any>
  listOf(viewer: Actor): Promise<any[]>
  unreadOf(viewer: Actor): Promise<number>
  readAll(viewer: Actor): Promise<any>
  /** Opens a stream; without a cursor, takes its first checkpoint: what comes after it is live. */
  watching(viewer: Actor, after?: string | null): Promise<AsyncIterableIterator<any>>
}

export async function notificationWorld(): Promise<NotificationWorld> {
  const app = await loneSubgraph(feed)
  const told = ({ name, data }: Fact) => app.hear(name, data as never)
  const pageOf = async (viewer: Actor, variables: object = {}) =>
    (await app.ask(pageText, variables, viewer)).notifications
  return {
    app,
    newPost: () => mintId('Post', app.clock.now()),
    like: (postId, author, by) => told(liked(postId, author, by)),
    unlike: (postId, author, by) => told(unliked(postId, author, by)),
    async comment(postId, author, by) {
      const commentId = mintId('Comment', app.clock.now())
      await app.hear('social.comment.added', { commentId, postId, authorId: by.id, postAuthorId: author.id })
      return commentId
    },
    follow: (follower, followee) => told(followed(follower, followee)),
    block: (blocker, blocked) => app.hear('social.user.blocked', { blockerId: blocker.id, blockedId: blocked.id }),
    pageOf,
    listOf: async (viewer) => (await pageOf(viewer, { first: 100 })).edges.map((edge: any) => edge.node),
    unreadOf: async (viewer) =>
      (await app.ask(`{ unread { notifications version } }`, {}, viewer)).unread.notifications,
    async readAll(viewer) {
      const { edges } = await pageOf(viewer)
      return (await app.ask(markReadText, { upTo: edges[0].cursor }, viewer)).markNotificationsRead
    },
    async watching(viewer, after = null) {
      const watched = await app.watch(stream, { after }, viewer)
      if (after === null) expect((await watched.next()).value.data?.notifications.__typename).toBe('StreamCheckpoint')
      return watched
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

export const liked = (postId: PostId, author: Actor, by: Actor): Fact => ({
  name: 'social.post.liked',
  data: { postId, authorId: author.id, userId: by.id },
})
export const unliked = (postId: PostId, author: Actor, by: Actor): Fact => ({
  name: 'social.post.unliked',
  data: { postId, authorId: author.id, userId: by.id },
})
export const commented = (postId: PostId, author: Actor, by: Actor, at: Date): Fact => ({
  name: 'social.comment.added',
  data: { commentId: mintId('Comment', at), postId, authorId: by.id, postAuthorId: author.id },
})
export const followed = (follower: Actor, followee: Actor): Fact => ({
  name: 'social.user.followed',
  data: { followerId: follower.id, followeeId: followee.id },
})

export const ids = (...actors: Actor[]) => actors.map((actor) => ({ id: globalIdOf(actor) }))

/** A stream's next item that is no checkpoint. */
export async function nextOf(watched: AsyncIterator<any>): Promise<any> {
  for (;;) {
    const { value } = await watched.next()
    if (value.errors) throw new Error(value.errors[0].message)
    if (value.data.notifications.__typename !== 'StreamCheckpoint') return value.data.notifications
  }
}
