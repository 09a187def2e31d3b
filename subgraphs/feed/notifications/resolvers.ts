import { Mistake } from '@varal/platform/errors'
import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { MarkNotificationsRead, markNotificationsRead, openUpTo } from './mark-notifications-read.ts'
import { notificationPage } from './notification-page.ts'
import { notificationStream } from './notification-stream.ts'
import { preferencesOf, updatePreferences, updatePreferencesInput } from './preferences.ts'
import { nothingUnread } from './reads.ts'

const unread = async (_parent: unknown, _args: unknown, ctx: Ctx) =>
  (await ctx.load.unread.load(signedIn(ctx.viewer))) ?? nothingUnread

export const notificationResolvers = {
  Query: {
    notifications: (_query, args, ctx) => notificationPage(args, ctx),
    unread,
    notificationPreferences: (_query, _args, ctx) => preferencesOf(ctx.db, signedIn(ctx.viewer)),
  },
  NotificationConnection: { unread },
  Mutation: {
    markNotificationsRead: mutation(MarkNotificationsRead, markNotificationsRead, { prepare: openUpTo }),
    updateNotificationPreferences: mutation(updatePreferencesInput, updatePreferences),
  },
  Subscription: {
    notifications: notificationStream,
  },
  Notification: {
    // Null for what is not the viewer's: codegen's type of references does not know null.
    __resolveReference: ({ id }, ctx) => ctx.load.notification.load(id as never) as Promise<never>,
    actors: ({ newestActors }, { first }) => newest(newestActors, first).map((id) => ({ id })),
    subject: ({ type, recipientId, postId, commentId, boardId, newestActors }) => {
      if (commentId) return { __typename: 'Comment', id: commentId }
      if (boardId) return { __typename: 'Board', id: boardId }
      const authorId = (byTheirAuthors.has(type) ? newestActors[0] : recipientId) ?? null
      return postId && { __typename: 'Post', id: postId, authorId }
    },
  },
} satisfies Resolvers

/** Of the others, the recipient wrote the post. */
const byTheirAuthors: ReadonlySet<string> = new Set(['MENTION', 'QUOTE', 'NEW_POST'])

function newest<Actor>(actors: readonly Actor[], first: number): readonly Actor[] {
  if (first < 1 || first > 10) throw new Mistake('BAD_REQUEST', '`first` is 1 to 10.')
  return actors.slice(0, first)
}
