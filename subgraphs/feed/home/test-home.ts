import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { feed } from '../subgraph.ts'

const reason = `
  ... on FollowedAuthor { user { id } } ... on RepostedBy { by: user { id } }
  ... on FollowedBoard { board { id } } ... on FollowedHashtag { hashtag { id } }`
export const homePageText = /* GraphQL */ `
  query ($first: Int, $after: String) {
    homeFeed(first: $first, after: $after) {
      streamCursor
      pageInfo { hasNextPage endCursor }
      edges { cursor }
      nodes { id deliveredAt post { id author { id } } reason { ${reason} } }
    }
  }`
const stream = /* GraphQL */ `
  subscription ($after: StreamCursor) {
    homeFeed(after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on FeedItemAdded { item { id deliveredAt post { id author { id } } reason { ${reason} } } }
      ... on FeedItemRemoved { feedItemId }
      ... on StreamReset { reason }
    }
  }`

type Visibility = 'PUBLIC' | 'UNLISTED' | 'FOLLOWERS' | 'ONLY_ME'

/** feed alone, with what moves home timelines. For their tests. */
export interface HomeWorld extends AsyncDisposable {
  readonly app: LoneSubgraph
  publish(author: Actor, visibility?: Visibility): Promise<PostId>
  follow(follower: Actor, followee: Actor): Promise<void>
  unfollow(follower: Actor, followee: Actor): Promise<void>
  block(blocker: Actor, blocked: Actor): Promise<void>
  homeOf(viewer: Actor, variables?: object): Promise<any>
  /** The posts of the first page, as clients see their ids. */
  postsOf(viewer: Actor): Promise<string[]>
  /** The numbers of an owner's log. */
  numbersOf(owner: Actor): Promise<number[]>
  /** Opens a stream; without a cursor, takes its first checkpoint: what comes after it is live. */
  watching(viewer: Actor, after?: string | null): Promise<AsyncIterableIterator<any>>
}

export async function homeWorld(): Promise<HomeWorld> {
  const app = await loneSubgraph(feed)
  const homeOf = async (viewer: Actor, variables: object = {}) =>
    (await app.ask(homePageText, variables, viewer)).homeFeed
  return {
    app,
    async publish(author, visibility = 'PUBLIC') {
      const postId = mintId('Post', app.clock.now())
      const said = { text: 'first light', assetIds: [] }
      await app.hear('social.post.published', { postId, authorId: author.id, visibility, ...said })
      return postId
    },
    follow: (follower, followee) =>
      app.hear('social.user.followed', { followerId: follower.id, followeeId: followee.id }),
    unfollow: (follower, followee) =>
      app.hear('social.user.unfollowed', { followerId: follower.id, followeeId: followee.id }),
    block: (blocker, blocked) => app.hear('social.user.blocked', { blockerId: blocker.id, blockedId: blocked.id }),
    homeOf,
    postsOf: async (viewer) => (await homeOf(viewer, { first: 100 })).nodes.map((node: any) => node.post.id),
    async numbersOf(owner) {
      const { rows } = await app.db.execute<{ seq: string }>(
        sql`select seq from home_log where owner_id = ${owner.id} order by seq`,
      )
      return rows.map(({ seq }) => Number(seq))
    },
    async watching(viewer, after = null) {
      const watched = await app.watch(stream, { after }, viewer)
      if (after === null) expect((await watched.next()).value.data?.homeFeed.__typename).toBe('StreamCheckpoint')
      return watched
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

export const post = (id: PostId) => encodeId('Post', id)

/** A stream's next item that is no checkpoint. */
export async function nextOf(watched: AsyncIterator<any>): Promise<any> {
  for (;;) {
    const { value } = await watched.next()
    if (value.errors) throw new Error(value.errors[0].message)
    if (value.data.homeFeed.__typename !== 'StreamCheckpoint') return value.data.homeFeed
  }
}
