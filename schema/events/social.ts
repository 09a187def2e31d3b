import { z } from 'zod'
import { AssetId, BoardId, CommentId, PinId, PostId, UserId } from '../ids.ts'

const byAuthor = z.object({ postId: PostId, authorId: UserId })
const like = byAuthor.extend({ userId: UserId })
const comment = z.object({ commentId: CommentId, authorId: UserId, postId: PostId, postAuthorId: UserId })
const pin = byAuthor.extend({ pinId: PinId, boardId: BoardId, userId: UserId, isSecret: z.boolean() })
const follow = z.object({ followerId: UserId, followeeId: UserId })
const block = z.object({ blockerId: UserId, blockedId: UserId })

/** In every event `authorId` is the author of the thing that the event is named after. */
export const socialEvents = {
  /** A post became visible to those who may see it: at once, or when its media were ready. Told once per post. */
  'social.post.published': byAuthor.extend({
    visibility: z.enum(['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME']),
    text: z.string().nullable(),
    assetIds: z.array(AssetId),
  }),
  /** A post that was published is gone for everybody. */
  'social.post.deleted': byAuthor,
  /** Somebody's like began to count. Liking twice announces once. `authorId` is the post's author. */
  'social.post.liked': like,
  'social.post.unliked': like,
  'social.comment.added': comment,
  'social.comment.removed': comment,
  'social.board.created': z.object({ boardId: BoardId, ownerId: UserId, isSecret: z.boolean() }),
  /** A post was kept on a board. `userId` keeps it; `isSecret` says that nobody else may learn of it. */
  'social.pin.added': pin,
  'social.pin.removed': pin,
  'social.user.followed': follow,
  'social.user.unfollowed': follow,
  /** The two no longer see each other. The follows between them ended with it and are not announced apart. */
  'social.user.blocked': block,
  'social.user.unblocked': block,
}
