import type { BoardId, CommentId, NotificationId, PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const notificationTypes = [
  'LIKE',
  'COMMENT',
  'REPLY',
  'MENTION',
  'COMMENT_LIKE',
  'REPOST',
  'QUOTE',
  'FOLLOW',
  'FOLLOW_REQUEST',
  'FOLLOW_ACCEPTED',
  'NEW_POST',
  'SAVE',
  'BOARD_INVITATION',
] as const
export type NotificationType = (typeof notificationTypes)[number]

/**
 * What others did about a person, grouped. A row that grows moves to its recipient's next number, so the table is both
 * the list, newest change first, and a compacted log of the live stream.
 */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid().$type<NotificationId>().primaryKey(),
    recipientId: uuid('recipient_id').$type<UserId>().notNull(),
    type: text().$type<NotificationType>().notNull(),
    /** Acts of one key are one notification until it is read; what comes after begins another. */
    groupKey: text('group_key').notNull(),
    postId: uuid('post_id').$type<PostId>(),
    commentId: uuid('comment_id').$type<CommentId>(),
    actorCount: integer('actor_count').notNull(),
    /** At most ten, the most recent first, so that a page needs no other table. */
    newestActors: uuid('newest_actors').$type<UserId>().array().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    boardId: uuid('board_id').$type<BoardId>(),
  },
  (table) => [
    uniqueIndex('notifications_log').on(table.recipientId, table.seq),
    index('notifications_group').on(table.recipientId, table.groupKey, table.seq),
    index('notifications_post').on(table.postId).where(sql`post_id is not null`),
    index('notifications_comment').on(table.commentId).where(sql`comment_id is not null`),
    index('notifications_board').on(table.boardId).where(sql`board_id is not null`),
  ],
)

/** Everybody behind a notification: who acts twice counts once. */
export const notificationActors = pgTable(
  'notification_actors',
  {
    notificationId: uuid('notification_id').$type<NotificationId>().notNull(),
    actorId: uuid('actor_id').$type<UserId>().notNull(),
    recipientId: uuid('recipient_id').$type<UserId>().notNull(),
    /** The recipient's number at which it came, and its place among those that came with it: the order of the actors. */
    seq: bigint({ mode: 'number' }).notNull(),
    position: smallint().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.notificationId, table.actorId] }),
    index('notification_actors_newest').on(table.notificationId, table.seq, table.position),
    index('notification_actors_of_actor').on(table.actorId),
    index('notification_actors_between').on(table.recipientId, table.actorId),
  ],
)

/** Notifications that are gone, so that whoever was away learns it: entries of the log, kept for 24 hours. */
export const withdrawnNotifications = pgTable(
  'withdrawn_notifications',
  {
    recipientId: uuid('recipient_id').$type<UserId>().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    notificationId: uuid('notification_id').$type<NotificationId>().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.recipientId, table.seq] }),
    index('withdrawn_notifications_at').on(table.at),
  ],
)

/** How much of their notifications each person has read. */
export const inboxes = pgTable('inboxes', {
  recipientId: uuid('recipient_id').$type<UserId>().primaryKey(),
  unreadCount: integer('unread_count').notNull(),
  /** The recipient's number at which the count changed last. */
  version: bigint({ mode: 'number' }).notNull(),
  /** Notifications up to this number are read. */
  readUpTo: bigint('read_up_to', { mode: 'number' }).notNull().default(0),
  /** The log's entry that says that the count changed and no notification grew; only the last one matters. */
  markerSeq: bigint('marker_seq', { mode: 'number' }),
  markerAt: moment('marker_at'),
  /** What was withdrawn up to this number may be forgotten: a stream from before it cannot be resumed. */
  forgottenSeq: bigint('forgotten_seq', { mode: 'number' }).notNull().default(0),
})

export const notificationOrigins = ['EVERYONE', 'FOLLOWED'] as const

/** What people have chosen, where it is not that they are told of everything by everybody. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    personId: uuid('person_id').$type<UserId>().notNull(),
    type: text().$type<NotificationType>().notNull(),
    inApp: boolean('in_app').notNull(),
    /** By whom: everybody, or whom the person follows. */
    from: text().$type<(typeof notificationOrigins)[number]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.type] })],
)
