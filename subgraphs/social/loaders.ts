import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { manyByKey, oneByKey, pageByKey } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, CaseId, CommentId, HashtagId, ListId, PinId, PostId, SectionId, UserId } from '@varal/schema/ids'
import { activityHeads } from './activity/activity-log.ts'
import { lettingComment, visibleAudiences } from './audience/reads.ts'
import { boardActivityHeads } from './board-activity/board-log.ts'
import { boardsOfOwners, followedBoards, visibleBoards } from './boards/reads.ts'
import { collaboratorsOf, invitationsOf } from './collaborators/reads.ts'
import { likedComments, likersOfComments } from './comment-likes/reads.ts'
import { commentsOf, topCommentsOf, visibleComments } from './comments/reads.ts'
import { boardCounts, counts, personCounts } from './counters/reads.ts'
import { followedAmong } from './followed-hashtags/reads.ts'
import { followedBy, followersOf, relationships } from './follows/reads.ts'
import { knownHashtags, postsOfHashtags } from './hashtags/reads.ts'
import { keywordFiltersOf } from './keyword-filters/reads.ts'
import { likedPostsOf, likersOfPosts } from './likes/reads.ts'
import { membersOfLists, ownLists, postsOfLists } from './lists/reads.ts'
import {
  casesById,
  latestActions,
  latestReports,
  reportedBoards,
  reportedComments,
  reportedPosts,
} from './moderation/reads.ts'
import { pinsOf, viewerStates, visiblePins } from './pins/reads.ts'
import { postsOfAuthors, revisionsOfPosts, unpublishedOf, visiblePosts } from './posts/reads.ts'
import { repostStates } from './reposts/reads.ts'
import { sectionsOfBoards, visibleSections } from './sections/reads.ts'

/** Each gives only what the viewer may see. */
export const loaders = (db: Db, viewer: Viewer) => ({
  post: oneByKey(visiblePosts(db, viewer), (post): PostId => post.id),
  hashtag: oneByKey(knownHashtags(db), (hashtag): HashtagId => hashtag.id),
  repostState: oneByKey(repostStates(db, viewer), (row): PostId => row.postId),
  comment: oneByKey(visibleComments(db, viewer), (comment): CommentId => comment.id),
  board: oneByKey(visibleBoards(db, viewer), (board): BoardId => board.id),
  boardFollow: oneByKey(followedBoards(db, viewer), (row): BoardId => row.boardId),
  section: oneByKey(visibleSections(db, viewer), (section): SectionId => section.id),
  pin: oneByKey(visiblePins(db, viewer), (pin): PinId => pin.id),
  followedHashtag: oneByKey(followedAmong(db, viewer), (row): HashtagId => row.hashtagId),
  list: oneByKey(ownLists(db, viewer), (list): ListId => list.id),
  keywordFilters: manyByKey(keywordFiltersOf(db), (filter): UserId => filter.ownerId),
  audience: oneByKey(visibleAudiences(db, viewer), (row): UserId => row.personId),
  lettingComment: oneByKey(lettingComment(db, viewer), (row): UserId => row.authorId),
  relationship: oneByKey(relationships(db, viewer), (row): UserId => row.personId),
  viewerState: manyByKey(viewerStates(db, viewer), (row): PostId => row.postId),
  counts: manyByKey(counts(db), (row) => row.subjectId as PostId | CommentId | BoardId | SectionId | HashtagId),
  boardCount: oneByKey(boardCounts(db, viewer), (row): UserId => row.ownerId),
  personCounts: manyByKey(personCounts(db, viewer), (row): UserId => row.personId),
  activityHead: oneByKey(activityHeads(db), (row): PostId => row.postId),
  postsOfAuthor: pageByKey(postsOfAuthors(db, viewer), (post): UserId => post.authorId),
  unpublishedOf: pageByKey(unpublishedOf(db), (post): UserId => post.authorId),
  revisionsOfPost: pageByKey(revisionsOfPosts(db, viewer), (revision): PostId => revision.postId),
  postsOfHashtag: pageByKey(postsOfHashtags(db, viewer), (post): HashtagId => post.hashtagId),
  comments: {
    postId: {
      OLDEST: pageByKey(commentsOf('postId', 'OLDEST')(db, viewer), (comment): PostId | CommentId => comment.postId),
      NEWEST: pageByKey(commentsOf('postId', 'NEWEST')(db, viewer), (comment): PostId | CommentId => comment.postId),
    },
    parentId: {
      OLDEST: pageByKey(commentsOf('parentId', 'OLDEST')(db, viewer), (reply) => reply.parentId as PostId | CommentId),
      NEWEST: pageByKey(commentsOf('parentId', 'NEWEST')(db, viewer), (reply) => reply.parentId as PostId | CommentId),
    },
  },
  topComments: {
    postId: manyByKey(topCommentsOf('postId')(db, viewer), (row) => row.of),
    parentId: manyByKey(topCommentsOf('parentId')(db, viewer), (row) => row.of),
  },
  likedComment: oneByKey(likedComments(db, viewer), (like): CommentId => like.commentId),
  likersOfComment: pageByKey(likersOfComments(db, viewer), (like): CommentId => like.commentId),
  likedPostsOf: pageByKey(likedPostsOf(db, viewer), (post): UserId => post.likerId),
  likersOfPost: pageByKey(likersOfPosts(db, viewer), (like): PostId => like.postId),
  boardsOfOwner: {
    NEWEST: pageByKey(boardsOfOwners(db, viewer, 'NEWEST'), (board): UserId => board.ownerId),
    RECENTLY_SAVED: pageByKey(boardsOfOwners(db, viewer, 'RECENTLY_SAVED'), (board): UserId => board.ownerId),
  },
  boardActivityHead: oneByKey(boardActivityHeads(db), (row): BoardId => row.boardId),
  sectionsOfBoard: manyByKey(sectionsOfBoards(db), (section): BoardId => section.boardId),
  collaboratorsOf: {
    accepted: pageByKey(collaboratorsOf(db, viewer, 'accepted'), (row): BoardId => row.boardId),
    all: pageByKey(collaboratorsOf(db, viewer, 'all'), (row): BoardId => row.boardId),
  },
  invitationsOf: pageByKey(invitationsOf(db, viewer), (row): UserId => row.userId),
  pinsOfBoard: {
    NEWEST: pageByKey(pinsOf('boardId', 'NEWEST')(db, viewer), (pin): BoardId => pin.boardId),
    OLDEST: pageByKey(pinsOf('boardId', 'OLDEST')(db, viewer), (pin): BoardId => pin.boardId),
    MANUAL: pageByKey(pinsOf('boardId', 'MANUAL')(db, viewer), (pin): BoardId => pin.boardId),
  },
  pinsOfSection: {
    NEWEST: pageByKey(pinsOf('sectionId', 'NEWEST')(db, viewer), (pin) => pin.sectionId as SectionId),
    OLDEST: pageByKey(pinsOf('sectionId', 'OLDEST')(db, viewer), (pin) => pin.sectionId as SectionId),
    MANUAL: pageByKey(pinsOf('sectionId', 'MANUAL')(db, viewer), (pin) => pin.sectionId as SectionId),
  },
  moderationCase: oneByKey(casesById(db), (row): CaseId => row.id),
  latestReports: manyByKey(latestReports(db), (row): CaseId => row.caseId),
  latestActions: manyByKey(latestActions(db), (row): CaseId => row.caseId),
  reportedPost: oneByKey(reportedPosts(db), (post): string => post.id),
  reportedComment: oneByKey(reportedComments(db), ({ comment }): string => comment.id),
  reportedBoard: oneByKey(reportedBoards(db), (board): string => board.id),
  membersOfList: pageByKey(membersOfLists(db, viewer), (member): ListId => member.listId),
  postsOfList: pageByKey(postsOfLists(db, viewer), (post): ListId => post.listId),
  followersOf: pageByKey(followersOf(db, viewer), (follow): UserId => follow.followeeId),
  followedBy: pageByKey(followedBy(db, viewer), (follow): UserId => follow.followerId),
})

export type Ctx = Context<ReturnType<typeof loaders>>
