import { createHash, randomUUID } from 'node:crypto'
import { type Connection, connect } from '@varal/clients/sdk/connect'
import * as operations from '@varal/schema/operations/documents'
import { drawPicture } from './draw-picture.ts'
import { Watcher } from './watcher.ts'

/** Somebody who uses Varal through its public API, as a client program would. */
export interface Actor extends AsyncDisposable {
  readonly name: string
  readonly id: string
  readonly connection: Connection
  readonly accessToken: string
  readonly refreshToken: string
  follows(other: Actor): Promise<void>
  unfollows(other: Actor): Promise<void>
  blocks(other: Actor): Promise<void>
  /** Uploads a picture and waits until it is ready. Gives the asset's id. */
  uploads(picture?: Buffer): Promise<string>
  publishes(post: { text?: string; assetIds?: string[]; visibility?: operations.Visibility }): Promise<string>
  likes(postId: string): Promise<void>
  comments(postId: string, text: string): Promise<string>
  /** Opens the home feed: what is there now, and then what arrives. */
  opensHome(): Promise<Watcher<HomeEvent>>
  opensNotifications(): Promise<Watcher<NoticeEvent>>
}

export type HomeEvent = operations.HomeFeedGrewSubscription['homeFeed']
export type NoticeEvent = operations.NotificationsChangedSubscription['notifications']

const PASSWORD = 'a clothesline in the sun'

export async function registerActor(gatewayUrl: string, name: string): Promise<Actor> {
  const handle = `${name}_${randomUUID().slice(0, 8)}`
  const stranger = connect(gatewayUrl, () => null)
  const { register } = await stranger.send(operations.RegisterDocument, {
    input: { name, handle, email: `${handle}@example.org`, password: PASSWORD, idempotencyKey: randomUUID() },
  })
  await stranger[Symbol.asyncDispose]()
  const person = done(register).viewer?.user
  if (!person || !register.tokens) throw new Error(`${name} could not register`)
  const { accessToken, refreshToken } = register.tokens
  const connection = connect(gatewayUrl, () => accessToken)

  return {
    name,
    id: person.id,
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
    uploads: (picture) => upload(connection, picture),
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
    async opensHome() {
      const { homeFeed } = await connection.send(operations.HomeFeedDocument, { first: 20 })
      const stream = connection.watch(operations.HomeFeedGrewDocument, { after: homeFeed?.streamCursor ?? null })
      return new Watcher(`${name}'s home feed`, stream, (data) => data.homeFeed)
    },
    async opensNotifications() {
      const { notifications } = await connection.send(operations.NotificationsDocument, { first: 20 })
      const stream = connection.watch(operations.NotificationsChangedDocument, {
        after: notifications?.streamCursor ?? null,
      })
      return new Watcher(`${name}'s notifications`, stream, (data) => data.notifications)
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

async function upload(connection: Connection, given?: Buffer): Promise<string> {
  const picture = given ?? (await drawPicture())
  const { createUpload } = await connection.send(operations.CreateUploadDocument, {
    input: {
      kind: 'IMAGE',
      bytes: String(picture.length),
      mimeType: 'image/jpeg',
      sha256: createHash('sha256').update(picture).digest('hex'),
      idempotencyKey: randomUUID(),
    },
  })
  const { upload, existing } = done(createUpload)
  if (existing) return existing.id
  const [part] = upload?.parts ?? []
  if (!upload || !part) throw new Error('The upload has no address')
  const headers = Object.fromEntries(part.headers.map(({ name, value }) => [name, value]))
  const put = await fetch(part.url, { method: 'PUT', headers, body: new Uint8Array(picture) })
  if (!put.ok) throw new Error(`The object store refused the picture: ${await put.text()}`)
  done((await connection.send(operations.CompleteUploadDocument, { input: { uploadId: upload.id } })).completeUpload)

  const progress = new Watcher(
    'the progress of an upload',
    connection.watch(operations.AssetProgressDocument, { assetId: upload.asset.id }),
    (data) => data.assetProgress,
  )
  const end = await progress.until(
    (event) => event.__typename === 'AssetProgressEvent' && ['READY', 'FAILED'].includes(event.stage),
  )
  await progress.stop()
  if (end.__typename === 'AssetProgressEvent' && end.stage === 'FAILED')
    throw new Error(`The picture failed: ${end.asset.failure?.code}`)
  return upload.asset.id
}

/** A payload without refusals; throws what was refused otherwise. */
export function done<Payload extends { readonly userErrors: readonly object[] }>(payload: Payload): Payload {
  if (payload.userErrors.length > 0) throw new Error(`Refused: ${JSON.stringify(payload.userErrors)}`)
  return payload
}
