import { randomUUID } from 'node:crypto'
import * as operations from '@varal/schema/operations/documents'
import { type Connection, connect } from './connect.ts'
import { done } from './done.ts'
import type { LiveStream } from './live-stream.ts'
import { retried } from './retried.ts'
import { renewedAccessToken } from './session.ts'
import { uploadPicture } from './upload-picture.ts'

/** Somebody who is signed in, and what they do. Every verb is one operation of `schema/operations`. */
export interface Person extends AsyncDisposable {
  readonly name: string
  readonly id: string
  readonly handle: string
  readonly connection: Connection
  readonly accessToken: string
  readonly refreshToken: string
  follows(other: { readonly id: string }): Promise<void>
  unfollows(other: { readonly id: string }): Promise<void>
  blocks(other: { readonly id: string }): Promise<void>
  /** Uploads a picture and waits until it is ready. Gives the asset's id. */
  uploads(picture: Buffer, mimeType?: string): Promise<string>
  publishes(post: { text?: string; assetIds?: string[]; visibility?: operations.Visibility }): Promise<string>
  likes(postId: string): Promise<void>
  comments(postId: string, text: string): Promise<string>
  savesTo(boardId: string, postId: string): Promise<void>
  creates(board: { name: string; privacy?: operations.BoardPrivacy }): Promise<string>
  /** Opens the home feed: what happens to it from now on, whatever becomes of the socket. */
  opensHome(): Promise<LiveStream<operations.HomeFeedGrewSubscription>>
  opensNotifications(): Promise<LiveStream<operations.NotificationsChangedSubscription>>
  /** Opens a post: its counts, and what happens to it from now on. Throws if the person cannot see it. */
  opensPost(postId: string): Promise<LiveStream<operations.PostActivitySubscription>>
}

export interface Registration {
  readonly name: string
  readonly handle: string
  readonly email: string
  readonly password: string
}

/** Creates an account and signs it in. Throws what was refused. */
export async function registerPerson(gatewayUrl: string, registration: Registration): Promise<Person> {
  const { name, handle } = registration
  const stranger = connect(gatewayUrl, async () => null)
  const input = { ...registration, idempotencyKey: randomUUID() }
  const { register } = await retried(() => stranger.send(operations.RegisterDocument, { input }))
  const person = done(register).viewer?.user
  if (!person || !register.tokens) throw new Error(`${name} could not register`)
  const { accessToken, refreshToken } = register.tokens
  const connection = connect(gatewayUrl, renewedAccessToken(register.tokens, stranger))

  return {
    name,
    id: person.id,
    handle,
    connection,
    accessToken,
    refreshToken,
    async follows(other) {
      done((await connection.send(operations.FollowDocument, { input: { userId: other.id } })).follow)
    },
    async unfollows(other) {
      done((await connection.send(operations.UnfollowDocument, { input: { userId: other.id } })).unfollow)
    },
    async blocks(other) {
      done((await connection.send(operations.BlockDocument, { input: { userId: other.id } })).block)
    },
    uploads: (picture, mimeType = 'image/jpeg') => uploadPicture(connection, picture, mimeType),
    async publishes({ text, assetIds = [], visibility = 'PUBLIC' }) {
      const input = { text: text ?? null, assetIds, visibility, idempotencyKey: randomUUID() }
      const { createPost } = await connection.send(operations.CreatePostDocument, { input })
      return done(createPost).post?.id ?? ''
    },
    async likes(postId) {
      done((await connection.send(operations.LikePostDocument, { input: { postId } })).likePost)
    },
    async comments(postId, text) {
      const input = { postId, text, idempotencyKey: randomUUID() }
      const { createComment } = await connection.send(operations.CreateCommentDocument, { input })
      return done(createComment).comment?.id ?? ''
    },
    async creates({ name: boardName, privacy = 'PUBLIC' }) {
      const input = { name: boardName, privacy, idempotencyKey: randomUUID() }
      return done((await connection.send(operations.CreateBoardDocument, { input })).createBoard).board?.id ?? ''
    },
    async savesTo(boardId, postId) {
      const input = { boardId, postId, idempotencyKey: randomUUID() }
      done((await connection.send(operations.SavePostDocument, { input })).savePost)
    },
    async opensHome() {
      const { homeFeed } = await connection.send(operations.HomeFeedDocument, { first: 1 })
      return connection.watch(operations.HomeFeedGrewDocument, { after: homeFeed?.streamCursor ?? null })
    },
    async opensNotifications() {
      const { notifications } = await connection.send(operations.NotificationsDocument, { first: 1 })
      return connection.watch(operations.NotificationsChangedDocument, { after: notifications?.streamCursor ?? null })
    },
    async opensPost(postId) {
      const { post } = await connection.send(operations.PostDocument, { id: postId, comments: 1 })
      if (!post) throw new Error(`${name} cannot see the post`)
      return connection.watch(operations.PostActivityDocument, { postId, after: post.comments.streamCursor })
    },
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]()
      await stranger[Symbol.asyncDispose]()
    },
  }
}
