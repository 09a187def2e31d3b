import { on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import type { PostId, SectionId } from '@varal/schema/ids'
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { comments } from '../comments/tables.ts'
import { endedFollows } from '../follows/tables.ts'
import { posts } from '../posts/tables.ts'
import { added, count } from './count.ts'
import { counters } from './tables.ts'

/** Counts are moved by social's own facts, each once and in order: no request waits for a counter's row. */
export const counterHandlers = [
  onLike('social.post.liked', 1),
  onLike('social.post.unliked', -1),
  onRepost('social.post.reposted', 1),
  onRepost('social.post.unreposted', -1),
  onComment('social.comment.added', 1),
  onComment('social.comment.removed', -1),
  onComment('social.comment.hidden', -1),
  onComment('social.comment.shown', 1),
  onComment('social.comment.withheld', -1),
  onComment('social.comment.released', 1),
  onCommentLike('social.comment.liked', 1),
  onCommentLike('social.comment.unliked', -1),
  onPin('social.pin.added', 1),
  onPin('social.pin.removed', -1),
  onSecrecy('social.pin.shown', 1),
  onSecrecy('social.pin.hidden', -1),
  onBatch('social.pin.changed', 'count-sections', (events, { db }) =>
    count(
      db,
      events.flatMap(({ data: { fromSectionId, toSectionId } }) =>
        fromSectionId === toSectionId ? [] : [...inSection(fromSectionId, -1), ...inSection(toSectionId, 1)],
      ),
    ),
  ),
  onBoardFollow('social.board.followed', 1),
  onBoardFollow('social.board.unfollowed', -1),
  onFollow('social.user.followed', 1),
  onFollow('social.user.unfollowed', -1),
  onBatch('social.post.published', 'count-published-post', (events, { db }) =>
    count(
      db,
      events.map(({ data }) => ({ subjectId: data.authorId, counted: `POSTS_${data.visibility}` as const, by: 1 })),
    ),
  ),
  // Each visibility is counted apart: a post that is for others than before moves from one to the other.
  onBatch('social.post.edited', 'count-edited-post', (events, { db }) =>
    count(
      db,
      events
        .filter(({ data }) => data.visibility !== data.visibilityBefore)
        .flatMap(({ data: { authorId, visibility, visibilityBefore } }) => [
          { subjectId: authorId, counted: `POSTS_${visibilityBefore}` as const, by: -1 as const },
          { subjectId: authorId, counted: `POSTS_${visibility}` as const, by: 1 as const },
        ]),
    ),
  ),
  on('social.post.deleted', 'count-deleted-post', ({ data }, work) =>
    countAgain(work, data.postId, -1, isNull(posts.removedAt)),
  ),
  // Nobody edits a post while it is withheld: its visibility is the one that was counted.
  on('social.post.withheld', 'count-withheld-post', ({ data }, work) => countAgain(work, data.postId, -1)),
  on('social.post.released', 'count-released-post', ({ data }, work) => countAgain(work, data.postId, 1)),
  on('social.user.blocked', 'count-ended-follows', ({ data }, work) => uncountEnded(work, data)),
]

function onLike(name: 'social.post.liked' | 'social.post.unliked', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events.map(({ data }) => ({ subjectId: data.postId, counted: 'LIKES', by })),
    ),
  )
}

function onRepost(name: 'social.post.reposted' | 'social.post.unreposted', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events.map(({ data }) => ({ subjectId: data.postId, counted: 'REPOSTS', by })),
    ),
  )
}

/** What only some may see is in no count: it would tell of it. */
function onComment(
  name: `social.comment.${'added' | 'removed' | 'hidden' | 'shown' | 'withheld' | 'released'}`,
  by: 1 | -1,
) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events
        .filter(({ data }) => !('wasHidden' in data && data.wasHidden))
        .flatMap(({ data: { postId, parentId } }) => [
          { subjectId: postId, counted: 'COMMENTS' as const, by },
          ...(parentId
            ? [
                { subjectId: postId, counted: 'NESTED' as const, by },
                { subjectId: parentId, counted: 'REPLIES' as const, by },
              ]
            : []),
        ]),
    ),
  )
}

/** The comment's own row has a copy, to rank by. Replies before what they reply to, as they are deleted. */
function onCommentLike(name: 'social.comment.liked' | 'social.comment.unliked', by: 1 | -1) {
  return onBatch(name, `count-${name}`, async (events, { db }) => {
    await count(
      db,
      events.map(({ data }) => ({ subjectId: data.commentId, counted: 'LIKES', by })),
    )
    const ids = sql.param(events.map(({ data }) => data.commentId))
    await db.execute(sql`
      update ${comments} set likes = likes + ${by}::int * liked.times
      from (
        select comment.id, wanted.times from (
          select id, count(*) as times from unnest(${ids}::uuid[]) as id group by id
        ) as wanted
        join ${comments} as comment on comment.id = wanted.id
        order by comment.id desc for no key update of comment
      ) as liked
      where ${comments.id} = liked.id`)
  })
}

/** What is kept on a secret board is counted on the board only: the post's count would tell of it. */
function onPin(name: 'social.pin.added' | 'social.pin.removed', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) => {
    const onBoards = events.map(({ data }) => ({ subjectId: data.boardId, counted: 'PINS' as const, by }))
    const seen = events.filter(({ data }) => !data.isSecret)
    return count(db, [
      ...onBoards,
      ...events.flatMap(({ data }) => inSection(data.sectionId, by)),
      ...seen.map(({ data }) => ({ subjectId: data.postId, counted: 'SAVES' as const, by })),
    ])
  })
}

const inSection = (sectionId: SectionId | null | undefined, by: 1 | -1) =>
  sectionId ? [{ subjectId: sectionId, counted: 'PINS' as const, by }] : []

/** The pin stays where it is. */
function onSecrecy(name: 'social.pin.shown' | 'social.pin.hidden', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events.map(({ data }) => ({ subjectId: data.postId, counted: 'SAVES' as const, by })),
    ),
  )
}

function onBoardFollow(name: 'social.board.followed' | 'social.board.unfollowed', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events.map(({ data }) => ({ subjectId: data.boardId, counted: 'FOLLOWERS' as const, by })),
    ),
  )
}

function onFollow(name: 'social.user.followed' | 'social.user.unfollowed', by: 1 | -1) {
  return onBatch(name, `count-${name}`, (events, { db }) =>
    count(
      db,
      events.flatMap(({ data: { followerId, followeeId } }) => [
        { subjectId: followerId, counted: 'FOLLOWING' as const, by },
        { subjectId: followeeId, counted: 'FOLLOWERS' as const, by },
      ]),
    ),
  )
}

/** A post's visibility is still in its row, which outlives it. One that was withheld when it was deleted is counted no longer. */
async function countAgain({ db }: Work, postId: PostId, by: 1 | -1, where?: SQL): Promise<void> {
  const uncounted = db
    .select({
      subjectId: sql`${posts.authorId}`.as('subject_id'),
      counted: sql`'POSTS_' || ${posts.visibility}`.as('counted'),
      value: sql`${by}::int`.as('value'),
      version: sql`1`.as('version'),
    })
    .from(posts)
    .where(and(eq(posts.id, postId), where))
  await db.insert(counters).select(uncounted).onConflictDoUpdate(added)
}

async function uncountEnded({ db }: Work, { blockerId, blockedId }: EventData<'social.user.blocked'>): Promise<void> {
  await db.execute(sql`
    with ended as (
      delete from ${endedFollows} where blocker_id = ${blockerId} and blocked_id = ${blockedId}
      returning follower_id, followee_id
    ), side as (
      select follower_id as subject_id, 'FOLLOWING' as counted from ended
      union all
      select followee_id, 'FOLLOWERS' from ended
    )
    insert into ${counters} as counter (subject_id, counted, value, version)
    select subject_id, counted, -count(*), 1 from side group by subject_id, counted order by subject_id, counted
    on conflict (subject_id, counted) do update
    set value = counter.value + excluded.value, version = counter.version + 1`)
}
