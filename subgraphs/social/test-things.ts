import type { Db } from '@varal/platform/db'
import type { Actor } from '@varal/platform/viewer'
import type { BoardId, CommentId, PinId, PostId, UserId } from '@varal/schema/ids'
import { audiences } from './audience/tables.ts'
import { blocks } from './blocks/tables.ts'
import { boards } from './boards/tables.ts'
import { comments } from './comments/tables.ts'
import { counters } from './counters/tables.ts'
import { followRequests, follows } from './follows/tables.ts'
import { likes } from './likes/tables.ts'
import { mutes } from './mutes/tables.ts'
import { pins } from './pins/tables.ts'
import { type PostState, type Visibility, visibilities } from './policy.ts'
import { posts } from './posts/tables.ts'

interface Made<Kind extends 'Post' | 'Comment' | 'Board' | 'Pin'> {
  readonly id: { Post: PostId; Comment: CommentId; Board: BoardId; Pin: PinId }[Kind]
  readonly by: Actor
}
export type Post = Made<'Post'> & { what: Visibility | 'WAITING_FOR_MEDIA' | 'FAILED' | 'REMOVED' | 'DELETED' }
export type Board = Made<'Board'> & { isSecret: boolean }
export type Comment = Made<'Comment'> & { post: Post }
export type Pin = Made<'Pin'> & { board: Board; post: Post }

/** Everything that people have made, and who stands how to whom: pairs of ids, `follower followee` and `blocker blocked`. */
export interface Things {
  readonly made: {
    readonly posts: readonly Post[]
    readonly boards: readonly Board[]
    readonly comments: readonly Comment[]
    readonly pins: readonly Pin[]
  }
  readonly followed: ReadonlySet<string>
  readonly blocked: ReadonlySet<string>
  /** Who asked to follow whom, and waits; whoever has muted whom everywhere, `muter muted`. */
  readonly asked: ReadonlySet<string>
  readonly muted: ReadonlySet<string>
  /** The ids of those whose account is private. */
  readonly closed: ReadonlySet<string>
}

/** Puts it into the database as it is, past the use cases: what is in it has not all been allowed at one time. */
export async function storeThings(db: Db, at: Date, things: Things): Promise<void> {
  const { made, followed, blocked } = things
  const split = (pair: string) => pair.split(' ') as [UserId, UserId]
  const [from, to] = [[...followed].map(split), [...blocked].map(split)]
  await db.insert(follows).values(from.map(([followerId, followeeId]) => ({ followerId, followeeId, since: at })))
  await db.insert(blocks).values(to.map(([blockerId, blockedId]) => ({ blockerId, blockedId, since: at })))
  const [asking, muting] = [[...things.asked].map(split), [...things.muted].map(split)]
  await db.insert(followRequests).values(asking.map(([followerId, followeeId]) => ({ followerId, followeeId, at })))
  await db
    .insert(mutes)
    .values(muting.map(([muterId, mutedId]) => ({ muterId, mutedId, level: 'HIDE_EVERYWHERE' as const, since: at })))
  await db
    .insert(audiences)
    .values([...things.closed].map((personId) => ({ personId: personId as UserId, isPrivate: true })))
  await db.insert(posts).values(
    made.posts.map(({ id, by, what }) => {
      const isVisibility = visibilities.includes(what as Visibility)
      const state: PostState = isVisibility ? 'PUBLISHED' : (what as PostState)
      const visibility = isVisibility ? (what as Visibility) : 'PUBLIC'
      const wasPublished = isVisibility || what === 'DELETED' || what === 'REMOVED'
      const publishedAt = wasPublished ? at : null
      return {
        id,
        authorId: by.id,
        kind: 'TEXT' as const,
        assetIds: [],
        text: what,
        visibility,
        state,
        createdAt: at,
        publishedAt,
      }
    }),
  )
  await db.insert(boards).values(
    made.boards.map(({ id, by, isSecret }) => ({
      ...{ id, ownerId: by.id, name: 'all', privacy: isSecret ? ('SECRET' as const) : ('PUBLIC' as const) },
      ...{ createdAt: at, updatedAt: at },
    })),
  )
  await db
    .insert(comments)
    .values(
      made.comments.map(({ id, by, post }) => ({ id, postId: post.id, authorId: by.id, text: 'oh', createdAt: at })),
    )
  await db.insert(likes).values(made.comments.map(({ by, post }) => ({ postId: post.id, userId: by.id, likedAt: at })))
  await db.insert(pins).values(
    made.pins.map(({ id, by, board, post }) => ({
      id,
      boardId: board.id,
      postId: post.id,
      savedBy: by.id,
      savedAt: at,
    })),
  )
  await db.insert(counters).values(
    made.posts
      .filter(({ what }) => visibilities.includes(what as Visibility))
      .map(({ by, what }) => ({
        subjectId: by.id,
        counted: `POSTS_${what as Visibility}` as const,
        value: 1,
        version: 1,
      })),
  )
}
