import type { AppId, SessionId } from '@varal/schema/ids'
import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { apps } from '../apps/tables.ts'
import { sessions } from '../sessions/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What a person has allowed an app: a session of theirs, in which the app acts. It ends as a session ends. */
export const oauthGrants = pgTable(
  'oauth_grants',
  {
    sessionId: uuid('session_id')
      .$type<SessionId>()
      .primaryKey()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    appId: uuid('app_id')
      .$type<AppId>()
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
  },
  (table) => [index('oauth_grants_of_app').on(table.appId)],
)

export const oauthModels = ['Grant', 'AuthorizationCode', 'AccessToken', 'RefreshToken'] as const
export type OAuthModel = (typeof oauthModels)[number]

/** What the authorization server in the gateway keeps. Codes and tokens are known by their hashes only. */
export const oauthEntries = pgTable(
  'oauth_entries',
  {
    model: text().$type<OAuthModel>().notNull(),
    /** SHA-256, hexadecimal. */
    idHash: text('id_hash').notNull(),
    sessionId: uuid('session_id')
      .$type<SessionId>()
      .notNull()
      .references(() => oauthGrants.sessionId, { onDelete: 'cascade' }),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    usedAt: moment('used_at'),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.idHash] }),
    index('oauth_entries_of_session').on(table.sessionId),
    index('oauth_entries_ends_at').on(table.endsAt),
  ],
)
