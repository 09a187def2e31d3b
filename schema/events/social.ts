import { z } from 'zod'
import { AssetId, BoardId, CommentId, HashtagId, PinId, PostId, SectionId, UserId } from '../ids.ts'
import { erased, exported } from './personal-data.ts'

const byAuthor = z.object({ postId: PostId, authorId: UserId })
const like = byAuthor.extend({ userId: UserId })
const comment = z.object({ commentId: CommentId, authorId: UserId, postId: PostId, postAuthorId: UserId })
/** What is optional was told later than the rest. `parentAuthorId` is null for who comments on the post itself. */
const spokenComment = comment.extend({
  parentId: CommentId.nullable().optional(),
  parentAuthorId: UserId.nullable().optional(),
  mentionedUserIds: z.array(UserId).optional(),
})
const likedComment = comment.extend({ userId: UserId })
/** Its place in a thread stays. What is optional was told later than the rest. */
const placedComment = comment.extend({ parentId: CommentId.nullable().optional() })
const pin = byAuthor.extend({ pinId: PinId, boardId: BoardId, userId: UserId, isSecret: z.boolean() })
/** `isMoving`: it leaves one board for another, and both are told of. */
const movingPin = pin.extend({ isMoving: z.boolean().optional() })
const inSection = { sectionId: SectionId.nullish() }
const board = z.object({ boardId: BoardId, ownerId: UserId })
const boardFollow = board.extend({ userId: UserId })
const follow = z.object({ followerId: UserId, followeeId: UserId })
/** `notifyOnPost`: the follower wants to hear of each new post. */
const newFollow = follow.extend({ notifyOnPost: z.boolean().optional(), wasRequested: z.boolean().optional() })
const block = z.object({ blockerId: UserId, blockedId: UserId })
const followedHashtag = z.object({ userId: UserId, hashtagId: HashtagId, name: z.string() })
const askedAsset = z.object({ assetId: AssetId, ownerId: UserId, askedAt: z.iso.datetime() })
const mute = z.object({ muterId: UserId, mutedId: UserId })

/** What others see of a post. What is optional was told later than the rest: an older event lacks it. */
const post = byAuthor.extend({
  visibility: z.enum(['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME']),
  text: z.string().nullable(),
  assetIds: z.array(AssetId),
  /** Their names, folded. */
  hashtags: z.array(z.string()).optional(),
  mentionedUserIds: z.array(UserId).optional(),
  quoteOfId: PostId.nullable().optional(),
  /** Where it leads, and the id of the asset that shows what is there. */
  link: z.object({ url: z.string(), assetId: AssetId }).nullable().optional(),
})
/** `postId` is what is shown, `authorId` who made it; `userId` shows it, by the post `repostId`. */
const repost = byAuthor.extend({ userId: UserId, repostId: PostId })

/** In every event `authorId` is the author of the thing that the event is named after. */
export const socialEvents = {
  /** A post became visible to those who may see it: at once, when it was due, or when its media were ready. Told once per post. */
  'social.post.published': post,
  /** A published post says something else, or is for others than before: `visibility` is how it is now. Nothing is delivered anew. */
  'social.post.edited': post.extend({ visibilityBefore: post.shape.visibility, publishedAt: z.iso.datetime() }),
  /** A post that was published is gone for everybody. Its visibility is the last that it had; older facts do not say it. */
  'social.post.deleted': byAuthor.extend({
    visibility: z.enum(['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME']).optional(),
  }),
  /**
   * Moderators took a published post away: nobody but its author finds it. Its counters and pins stay as they are, and so does
   * its visibility, which nobody changes meanwhile.
   */
  'social.post.withheld': byAuthor.extend({ visibility: post.shape.visibility.optional() }),
  /** The opposite: it is as it was. Nothing is delivered anew. */
  'social.post.released': byAuthor.extend({ visibility: post.shape.visibility.optional() }),
  /** Somebody's like began to count. Liking twice announces once. `authorId` is the post's author. */
  'social.post.liked': like,
  'social.post.unliked': like,
  /** Somebody shows a public post to their followers. Reposting twice announces once. */
  'social.post.reposted': repost,
  /** A published post quotes another, of `quotedAuthorId`; its author may see it. Told after it was published. */
  'social.post.quoted': byAuthor.extend({ quotedId: PostId, quotedAuthorId: UserId }),
  /** The repost was taken back, or ended with what it showed. */
  'social.post.unreposted': repost,
  'social.comment.added': spokenComment,
  /** It says something else. Not told of one that only some may see. */
  'social.comment.edited': spokenComment,
  /** A comment is gone for everybody. `wasHidden`: it was hidden or withheld, so that most had lost sight of it already. */
  'social.comment.removed': placedComment.extend({ wasHidden: z.boolean().optional() }),
  /** From now on only who wrote it and the post's author see it. Told only of one that everybody could see who sees the post. */
  'social.comment.hidden': placedComment,
  /** The opposite: whoever sees the post sees it again. */
  'social.comment.shown': placedComment,
  /** Moderators took a comment away: only who wrote it sees it. As with hiding, told only when others lose sight of it. */
  'social.comment.withheld': placedComment,
  /** The opposite: whoever sees the post sees it again. */
  'social.comment.released': placedComment,
  /** Somebody's like of a comment began to count. Liking twice announces once. */
  'social.comment.liked': likedComment,
  'social.comment.unliked': likedComment,
  'social.board.created': z.object({ boardId: BoardId, ownerId: UserId, isSecret: z.boolean() }),
  /** Its name, description, privacy, cover or sections changed. `isSecret` is as of now: no longer told of, or told of from now on. */
  'social.board.changed': board.extend({ isSecret: z.boolean() }),
  /** Moderators took a board away: nobody but its owner finds it. */
  'social.board.withheld': board,
  /** The opposite: it is as it was. */
  'social.board.released': board,
  /** A board is gone for everybody. That its pins are gone is told of each later. */
  'social.board.deleted': board,
  /** Somebody wants what is pinned on a board in their feed. They may since have lost sight of it. */
  'social.board.followed': boardFollow,
  'social.board.unfollowed': boardFollow,
  /** Somebody was asked to take part in a board. Known to them and to who manages the board, and to nobody else. */
  'social.collaborator.invited': boardFollow.extend({ inviterId: UserId }),
  /** The invitation was accepted. */
  'social.collaborator.joined': boardFollow,
  /** Somebody who took part no longer does, or an invitation has ended without. */
  'social.collaborator.left': boardFollow,
  /**
   * A post was kept on a board, or came there from another. `userId` keeps it; `isSecret` says that nobody else may learn
   * of it.
   */
  'social.pin.added': movingPin.extend(inSection),
  'social.pin.removed': movingPin.extend(inSection),
  /** Its note, its section or its place on the board changed. */
  'social.pin.changed': z.object({
    pinId: PinId,
    boardId: BoardId,
    userId: UserId,
    fromSectionId: SectionId.nullable(),
    toSectionId: SectionId.nullable(),
  }),
  /** The pin stays, but its board became secret: nobody else may learn of it any more. */
  'social.pin.hidden': byAuthor.extend({ pinId: PinId, boardId: BoardId, userId: UserId }),
  /** The opposite: its board became public. */
  'social.pin.shown': byAuthor.extend({ pinId: PinId, boardId: BoardId, userId: UserId }),
  /** Somebody began to follow somebody; after a request if `wasRequested`, which is then no longer open. */
  'social.user.followed': newFollow,
  'social.user.unfollowed': follow,
  /** Somebody who follows already wants to hear of each new post, or no longer. */
  'social.follow.changed': follow.extend({ notifyOnPost: z.boolean() }),
  /** Somebody would like to follow somebody who is asked first. */
  'social.follow.requested': follow,
  /** A request is gone and nothing came of it: taken back, declined, or ended by a block. */
  'social.follow.withdrawn': follow,
  /** The two no longer see each other. The follows between them ended with it and are not announced apart. */
  'social.user.blocked': block,
  'social.user.unblocked': block,
  /** `muterId` would rather not see `mutedId`, at another level than before if there was one. The muted person never learns of it. */
  'social.user.muted': mute.extend({ level: z.enum(['HIDE_FROM_FEEDS', 'HIDE_EVERYWHERE']) }),
  'social.user.unmuted': mute,
  /** Somebody follows a hashtag. The name is folded. */
  'social.hashtag.followed': followedHashtag,
  'social.hashtag.unfollowed': followedHashtag,
  /** Moderators closed a person's account: sessions end, and users announces it as deactivated. */
  'social.person.suspended': z.object({ userId: UserId }),
  /** The opposite. */
  'social.person.reinstated': z.object({ userId: UserId }),
  /**
   * A person's account became private or open, or may be found and recommended or no longer. Posts of a private account are
   * for its followers, whatever their own visibility says.
   */
  'social.audience.changed': z.object({
    userId: UserId,
    isPrivate: z.boolean(),
    discoverable: z.boolean(),
    /** How it was; older facts do not say it. */
    before: z.object({ isPrivate: z.boolean(), discoverable: z.boolean() }).optional(),
  }),
  /** The answers to `media.asset.unwanted`. A post, a comment or a board shows the asset. */
  'social.asset.kept': askedAsset,
  /** Nothing here shows it, and nothing will. */
  'social.asset.released': askedAsset,
  /** Everything that a person had made or done is taken back, and told of: what counts them is still to be forgotten. */
  'social.account.emptied': erased,
  'social.account.erased': erased,
  'social.export.written': exported,
}
