import { randomUUID } from 'node:crypto'
import { type Db, rowsOf } from '@varal/platform/db'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import { type SQLWrapper, sql } from 'drizzle-orm'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../testing/lone-subgraph.ts'
import type { ListRequest } from './chronological.ts'
import { social } from './subgraph.ts'

export type Mutate = (field: string, input: object, as: Actor, select?: string) => Promise<any>

/** social alone, with people, and what people do most. For its tests. */
export interface SocialWorld extends AsyncDisposable {
  readonly app: LoneSubgraph
  /** Somebody who has an account. */
  person(): Promise<Actor>
  /** Runs a mutation: its payload, with `userErrors { code path }`. Creates get a key if they have none. */
  mutate: Mutate
  /** The id of a new post: of text, published, public, unless said otherwise. */
  post(author: Actor, input?: object): Promise<string>
  board(owner: Actor, input?: object): Promise<string>
  comment(author: Actor, postId: string, text?: string, input?: object): Promise<string>
  pin(owner: Actor, postId: string, boardId: string): Promise<string>
  follow(follower: Actor, followee: Actor): Promise<void>
  block(blocker: Actor, blocked: Actor): Promise<void>
  /** An asset that social has heard of. */
  asset(owner: Actor, state?: 'PENDING' | 'READY' | 'FAILED'): Promise<AssetId>
  /** Social hears its own facts, those that it has not heard yet. */
  settle(): Promise<void>
}

const creates = new Set([
  'createPost',
  'createComment',
  'createBoard',
  'createSection',
  'savePost',
  'createList',
  'createKeywordFilter',
])

export async function socialWorld(): Promise<SocialWorld> {
  const app = await loneSubgraph(social)
  let heard = 0

  const mutate: Mutate = async (field, input, as, select = '') => {
    const type = inputTypes[field] ?? `${field[0]?.toUpperCase()}${field.slice(1)}Input`
    const keyed = creates.has(field) ? { idempotencyKey: randomUUID(), ...input } : input
    const text = `mutation ($input: ${type}!) { ${field}(input: $input) { ${select} userErrors { code path } } }`
    return (await app.ask(text, { input: keyed }, as))[field]
  }
  /** The id of what a mutation made; throws if it was refused. */
  const made = async (field: string, input: object, as: Actor, what: string): Promise<string> => {
    const payload = await mutate(field, input, as, `${what} { id }`)
    if (payload.userErrors.length > 0) throw new Error(`${field}: ${JSON.stringify(payload.userErrors)}`)
    return payload[what].id
  }

  return {
    app,
    mutate,
    async person() {
      const actor = app.newActor()
      await app.hear('users.account.registered', { userId: actor.id, handle: 'who', displayName: 'Who', bio: null })
      return actor
    },
    post: (author, input = {}) => made('createPost', { text: 'first light', ...input }, author, 'post'),
    board: (owner, input = {}) => made('createBoard', { name: 'mornings', ...input }, owner, 'board'),
    comment: (author, postId, text = 'oh!', input = {}) =>
      made('createComment', { postId, text, ...input }, author, 'comment'),
    pin: (owner, postId, boardId) => made('savePost', { postId, boardId }, owner, 'pin'),
    follow: async (follower, followee) =>
      void (await made('follow', { userId: globalIdOf(followee) }, follower, 'user')),
    block: async (blocker, blocked) => void (await made('block', { userId: globalIdOf(blocked) }, blocker, 'user')),
    async asset(owner, state = 'READY') {
      const asset = { assetId: mintId('Asset', app.clock.now()), ownerId: owner.id }
      await app.hear('media.upload.created', asset)
      if (state === 'READY') await app.hear('media.asset.ready', asset)
      if (state === 'FAILED') await app.hear('media.asset.failed', { ...asset, code: 'DECODE_FAILED' })
      return asset.assetId
    },
    async settle() {
      const facts = await app.announced()
      for (const { name, data } of facts.slice(heard)) await app.hear(name, data)
      heard = facts.length
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

/** Inputs that are not named after their mutation. */
const inputTypes: Record<string, string> = {
  unlikePost: 'LikePostInput',
  unlikeComment: 'LikeCommentInput',
  unhideComment: 'HideCommentInput',
  undoRepost: 'RepostInput',
  unfollow: 'FollowInput',
  unblock: 'BlockInput',
  unfollowBoard: 'FollowBoardInput',
  addToList: 'ListMembersInput',
  removeFromList: 'ListMembersInput',
  unfollowHashtag: 'FollowHashtagInput',
}

/** The plan of a read. */
export async function planOf(db: Db, read: unknown): Promise<string> {
  const rows = await rowsOf<{ 'QUERY PLAN': string }>(db, sql`explain (costs off) ${(read as SQLWrapper).getSQL()}`)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

/** The first page of a list, for reads that are asked directly. */
export const firstPage = (first: number): ListRequest => ({ first, after: null, sealKey: () => '' })

export const assetGlobalId = (id: AssetId) => encodeId('Asset', id)
export const postUuid = (globalId: string) => decodeId('Post', globalId) ?? globalId
