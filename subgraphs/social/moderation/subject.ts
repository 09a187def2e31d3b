import { among, type Db } from '@varal/platform/db'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import type { Actor } from '@varal/platform/viewer'
import type { BoardId, CommentId, Id, PostId, UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { blocks } from '../blocks/tables.ts'
import { visibleBoards } from '../boards/reads.ts'
import { visibleComments } from '../comments/reads.ts'
import { people } from '../people/tables.ts'
import { visiblePost } from '../posts/reads.ts'
import { type SubjectKind, subjectKinds } from './tables.ts'

/** Something that moderators can look at. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

/** For the inputs of mutations: the id of any kind of subject. */
export const subjectId = z.string().transform((text, ctx): Subject => {
  for (const kind of subjectKinds) {
    const id = decodeId(kind, text)
    if (id !== null) return { kind, id }
  }
  ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
  return z.NEVER
})

export const subjectGlobalId = ({ kind, id }: Subject): string => encodeId(kind, id as Id<SubjectKind>)

/** Who made the thing, or the person; null if there is none, or not for this viewer. One statement. */
export async function ownerSeenBy(db: Db, viewer: Actor, { kind, id }: Subject): Promise<UserId | null> {
  switch (kind) {
    case 'Post':
      return (await visiblePost(db, viewer, id as PostId))?.authorId ?? null
    case 'Comment':
      return (await visibleComments(db, viewer)([id as CommentId]))[0]?.authorId ?? null
    case 'Board':
      return (await visibleBoards(db, viewer)([id as BoardId]))[0]?.ownerId ?? null
    case 'User':
      return (await personSeenBy(db, viewer, id as UserId)) ? (id as UserId) : null
  }
}

/** Whom one has blocked oneself one may report: often that is why. */
async function personSeenBy(db: Db, viewer: Actor, id: UserId): Promise<boolean> {
  const rows = await db
    .select({ blockedBy: blocks.blockerId })
    .from(people)
    .leftJoin(blocks, and(eq(blocks.blockerId, people.id), eq(blocks.blockedId, viewer.id)))
    .where(among(people.id, [id]))
  return rows.length > 0 && rows[0]?.blockedBy === null
}
