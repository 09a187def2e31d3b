import { on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { postTopic, standingTopic } from '@varal/schema/live'
import { appendToActivity } from './activity-log.ts'
import type { ActivityKind } from './tables.ts'

/**
 * Open streams hear of social's own facts, as the counters do: comments are numbered by one writer, in batches, so that
 * no two of them wait for each other; likes and pins cost no statement, only a hint. These stand behind the counters:
 * who is hinted at finds what was counted in the same transaction.
 */
export const activityHandlers = [
  onComment('social.comment.added', 'added'),
  onComment('social.comment.removed', 'removed'),
  onComment('social.comment.edited', 'changed'),
  onComment('social.comment.hidden', 'changed'),
  onComment('social.comment.withheld', 'changed'),
  onComment('social.comment.shown', 'added'),
  onComment('social.comment.released', 'added'),
  onLike('social.post.liked'),
  onLike('social.post.unliked'),
  onLike('social.post.reposted'),
  onLike('social.post.unreposted'),
  onPin('social.pin.added'),
  onPin('social.pin.removed'),
  // It may be for fewer than before.
  onLike('social.post.edited'),
  on('social.post.deleted', 'show-deleted', async ({ data }, work) => hintAtPosts(work, [data.postId])),
  on('social.user.unfollowed', 'show-unfollowed', async ({ data }, work) => work.hint(standingTopic(data.followerId))),
  on('social.user.blocked', 'show-blocked', async ({ data }, work) => {
    work.hint(standingTopic(data.blockerId))
    work.hint(standingTopic(data.blockedId))
  }),
]

function onComment(
  name: `social.comment.${'added' | 'removed' | 'edited' | 'hidden' | 'withheld' | 'shown' | 'released'}`,
  kind: ActivityKind,
) {
  return onBatch(name, `show-${name}`, async (events, work) => {
    await appendToActivity(
      work,
      events.map(({ data }) => ({
        kind: 'wasHidden' in data && data.wasHidden ? 'hidden-removed' : kind,
        postId: data.postId,
        commentId: data.commentId,
        authorId: data.authorId,
      })),
    )
    hintAtPosts(
      work,
      events.map(({ data }) => data.postId),
    )
  })
}

function onLike(name: `social.post.${'liked' | 'unliked' | 'reposted' | 'unreposted' | 'edited'}`) {
  return onBatch(name, `show-${name}`, async (events, work) =>
    hintAtPosts(
      work,
      events.map(({ data }) => data.postId),
    ),
  )
}

/** What is kept on a secret board is in no count of the post. */
function onPin(name: 'social.pin.added' | 'social.pin.removed') {
  return onBatch(name, `show-${name}`, async (events, work) =>
    hintAtPosts(
      work,
      events.filter(({ data }) => !data.isSecret).map(({ data }) => data.postId),
    ),
  )
}

function hintAtPosts(work: Work, postIds: readonly PostId[]): void {
  for (const postId of postIds) work.hint(postTopic(postId))
}
