import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { manyByKey, oneByKey, pageByKey } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, CommentId, PinId, PostId, UserId } from '@varal/schema/ids'
import { activityHeads } from './activity/activity-log.ts'
import { boardsOfOwners, visibleBoards } from './boards/reads.ts'
import { commentsOfPosts, visibleComments } from './comments/reads.ts'
import { counts, personCounts } from './counters/reads.ts'
import { followedBy, followersOf, relationships } from './follows/reads.ts'
import { likersOfPosts } from './likes/reads.ts'
import { pinsOfBoards, viewerStates, visiblePins } from './pins/reads.ts'
import { postsOfAuthors, visiblePosts } from './posts/reads.ts'

/** Each gives only what the viewer may see. */
export const loaders = (db: Db, viewer: Viewer) => ({
  post: oneByKey(visiblePosts(db, viewer), (post): PostId => post.id),
  comment: oneByKey(visibleComments(db, viewer), (comment): CommentId => comment.id),
  board: oneByKey(visibleBoards(db, viewer), (board): BoardId => board.id),
  pin: oneByKey(visiblePins(db, viewer), (pin): PinId => pin.id),
  relationship: oneByKey(relationships(db, viewer), (row): UserId => row.personId),
  viewerState: manyByKey(viewerStates(db, viewer), (row): PostId => row.postId),
  counts: manyByKey(counts(db), (row) => row.subjectId as PostId | BoardId),
  personCounts: manyByKey(personCounts(db, viewer), (row): UserId => row.personId),
  activityHead: oneByKey(activityHeads(db), (row): PostId => row.postId),
  postsOfAuthor: pageByKey(postsOfAuthors(db, viewer), (post): UserId => post.authorId),
  commentsOfPost: pageByKey(commentsOfPosts(db, viewer), (comment): PostId => comment.postId),
  likersOfPost: pageByKey(likersOfPosts(db, viewer), (like): PostId => like.postId),
  boardsOfOwner: pageByKey(boardsOfOwners(db, viewer), (board): UserId => board.ownerId),
  pinsOfBoard: pageByKey(pinsOfBoards(db), (pin): BoardId => pin.boardId),
  followersOf: pageByKey(followersOf(db, viewer), (follow): UserId => follow.followeeId),
  followedBy: pageByKey(followedBy(db, viewer), (follow): UserId => follow.followerId),
})

export type Ctx = Context<ReturnType<typeof loaders>>
