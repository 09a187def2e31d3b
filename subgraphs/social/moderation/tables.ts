import type { AssetId, CaseId, ReportId, UserId } from '@varal/schema/ids'
import { desc, sql } from 'drizzle-orm'
import {
  bigint,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

export const subjectKinds = ['Post', 'Comment', 'Board', 'User'] as const
export type SubjectKind = (typeof subjectKinds)[number]

export const reportCategories = [
  ...(['SPAM', 'NUDITY', 'VIOLENCE', 'HATE', 'HARASSMENT', 'SELF_HARM', 'CHILD_SAFETY', 'ILLEGAL'] as const),
  ...(['FALSE_INFORMATION', 'IMPERSONATION', 'INTELLECTUAL_PROPERTY', 'OTHER'] as const),
] as const
export type ReportCategory = (typeof reportCategories)[number]

/** ACTIONED: something was done, and stands. DISMISSED: nothing was, or it was taken back. */
export type CaseState = 'OPEN' | 'ACTIONED' | 'DISMISSED' | 'APPEALED'

export const verdicts = [
  ...(['DISMISS', 'REMOVE', 'RESTORE', 'MARK_SENSITIVE', 'WARN', 'SUSPEND', 'REINSTATE'] as const),
] as const
export type Verdict = (typeof verdicts)[number]

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What moderators look at: a thing and all reports of it, until it is decided. A report after that opens another. */
export const moderationCases = pgTable(
  'moderation_cases',
  {
    id: uuid().$type<CaseId>().primaryKey(),
    subjectKind: text('subject_kind').$type<SubjectKind>().notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** Whom it concerns: who made the thing, or the person. */
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    state: text().$type<CaseState>().notNull().default('OPEN'),
    reports: integer().notNull().default(0),
    /** What the classifier saw, if it opened the case. */
    label: text(),
    openedAt: moment('opened_at').notNull(),
    /** Grows with every decision and appeal. */
    version: bigint({ mode: 'number' }).notNull().default(1),
    /** The last verdict but DISMISS, which leaves things as they are. */
    verdict: text().$type<Verdict>(),
    reason: text(),
    decidedAt: moment('decided_at'),
    appeal: text(),
    appealedAt: moment('appealed_at'),
  },
  (table) => [
    uniqueIndex('moderation_cases_one_open').on(table.subjectId).where(sql`${table.state} = 'OPEN'`),
    index('moderation_cases_of_owner').on(table.ownerId),
    index('moderation_cases_by_state').on(table.state, table.openedAt, table.id),
    index('moderation_notices')
      .on(table.ownerId, desc(table.decidedAt), desc(table.id))
      .where(sql`${table.verdict} is not null`),
  ],
)

export type CaseRow = typeof moderationCases.$inferSelect

export const reports = pgTable(
  'reports',
  {
    id: uuid().$type<ReportId>().primaryKey(),
    caseId: uuid('case_id').$type<CaseId>().notNull(),
    reporterId: uuid('reporter_id').$type<UserId>().notNull(),
    category: text().$type<ReportCategory>().notNull(),
    comment: text(),
    at: moment('at').notNull(),
  },
  (table) => [
    uniqueIndex('reports_once').on(table.caseId, table.reporterId),
    index('reports_of_case').on(table.caseId, desc(table.at), desc(table.id)),
    index('reports_of_person').on(table.reporterId, desc(table.at)),
  ],
)

export type ReportRow = typeof reports.$inferSelect

/** Who decided what, and why. A trigger of the database refuses to change or delete a row: see the end of migration 0003. */
export const moderationLog = pgTable(
  'moderation_log',
  {
    id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    caseId: uuid('case_id').$type<CaseId>().notNull(),
    moderatorId: uuid('moderator_id').$type<UserId>().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    reason: text().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    index('moderation_log_of_case').on(table.caseId, desc(table.id)),
    index('moderation_log_of_moderator').on(table.moderatorId),
  ],
)

export type LogRow = typeof moderationLog.$inferSelect

/** Whom moderators have suspended. That they are away is heard from users, as of everybody who is. */
export const suspensions = pgTable('suspensions', {
  userId: uuid('user_id').$type<UserId>().primaryKey(),
  caseId: uuid('case_id').$type<CaseId>().notNull(),
  since: moment('since').notNull(),
})

/** Assets that a person should look at, so that a post which is published later is looked at too. */
export const flaggedAssets = pgTable(
  'flagged_assets',
  {
    assetId: uuid('asset_id').$type<AssetId>().notNull(),
    label: text(),
    score: doublePrecision(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId] })],
)
