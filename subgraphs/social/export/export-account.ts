import { encodeId } from '@varal/platform/global-ids'
import { exporting } from '@varal/platform/personal-data/exporting'
import { linesOf } from '@varal/platform/personal-data/lines-of'
import { blocks } from '../blocks/tables.ts'
import { boardFollows, boards } from '../boards/tables.ts'
import { commentLikes } from '../comment-likes/tables.ts'
import { comments } from '../comments/tables.ts'
import { followedHashtags } from '../followed-hashtags/tables.ts'
import { follows } from '../follows/tables.ts'
import { keywordFilters } from '../keyword-filters/tables.ts'
import { likes } from '../likes/tables.ts'
import { lists } from '../lists/tables.ts'
import { mutes } from '../mutes/tables.ts'
import { pins } from '../pins/tables.ts'
import { posts } from '../posts/tables.ts'

/** What the person has made and done. Who follows, likes or blocks them is what others have done. */
export const exportKinds = [
  linesOf('posts', posts, { of: posts.authorId, by: posts.id }, (row) => ({
    id: encodeId('Post', row.id),
    state: row.state,
    visibility: row.visibility,
    text: row.text,
    link: row.link,
    contentWarning: row.contentWarning,
    media: row.assetIds.map((id) => encodeId('Asset', id)),
    quoteOf: row.quoteOf && encodeId('Post', row.quoteOf),
    repostOf: row.repostOf && encodeId('Post', row.repostOf),
    createdAt: row.createdAt,
    publishedAt: row.publishedAt,
    editedAt: row.editedAt,
    deletedAt: row.deletedAt,
  })),
  linesOf('comments', comments, { of: comments.authorId, by: comments.id }, (row) => ({
    id: encodeId('Comment', row.id),
    post: encodeId('Post', row.postId),
    inReplyTo: row.parentId && encodeId('Comment', row.parentId),
    text: row.text,
    createdAt: row.createdAt,
    editedAt: row.editedAt,
  })),
  linesOf('likes', likes, { of: likes.userId, by: likes.postId }, (row) => ({
    post: encodeId('Post', row.postId),
    likedAt: row.likedAt,
  })),
  linesOf('comment-likes', commentLikes, { of: commentLikes.userId, by: commentLikes.commentId }, (row) => ({
    comment: encodeId('Comment', row.commentId),
    likedAt: row.likedAt,
  })),
  linesOf('boards', boards, { of: boards.ownerId, by: boards.id }, (row) => ({
    id: encodeId('Board', row.id),
    name: row.name,
    description: row.description,
    privacy: row.privacy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  })),
  linesOf('pins', pins, { of: pins.savedBy, by: pins.id }, (row) => ({
    id: encodeId('Pin', row.id),
    board: encodeId('Board', row.boardId),
    post: encodeId('Post', row.postId),
    note: row.note,
    savedAt: row.savedAt,
  })),
  linesOf('followed-people', follows, { of: follows.followerId, by: follows.followeeId }, (row) => ({
    person: encodeId('User', row.followeeId),
    since: row.since,
    notifyOnPost: row.notifyOnPost,
  })),
  linesOf('followed-boards', boardFollows, { of: boardFollows.userId, by: boardFollows.boardId }, (row) => ({
    board: encodeId('Board', row.boardId),
    since: row.since,
  })),
  linesOf(
    'followed-hashtags',
    followedHashtags,
    { of: followedHashtags.userId, by: followedHashtags.hashtagId },
    ({ name, since }) => ({ name, since }),
  ),
  linesOf('blocks', blocks, { of: blocks.blockerId, by: blocks.blockedId }, (row) => ({
    person: encodeId('User', row.blockedId),
    since: row.since,
  })),
  linesOf('mutes', mutes, { of: mutes.muterId, by: mutes.mutedId }, (row) => ({
    person: encodeId('User', row.mutedId),
    level: row.level,
    since: row.since,
    until: row.until,
  })),
  linesOf('lists', lists, { of: lists.ownerId, by: lists.id }, (row) => ({
    id: encodeId('List', row.id),
    name: row.name,
    createdAt: row.createdAt,
  })),
  linesOf('keyword-filters', keywordFilters, { of: keywordFilters.ownerId, by: keywordFilters.id }, (row) => ({
    id: encodeId('KeywordFilter', row.id),
    phrase: row.phrase,
    wholeWord: row.wholeWord,
    places: row.places,
    action: row.action,
    expiresAt: row.expiresAt,
  })),
]

export const exportHandlers = exporting('social', exportKinds)
