import type { UserId } from '@varal/schema/ids'
import { boolean, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { AudienceRule } from '../policy.ts'

/** Who may do what with a person. Who has changed nothing has no row: that is `openAudience`. */
export const audiences = pgTable('audiences', {
  personId: uuid('person_id').$type<UserId>().primaryKey(),
  isPrivate: boolean('is_private').notNull().default(false),
  approveFollowers: boolean('approve_followers').notNull().default(false),
  whoCanComment: text('who_can_comment').$type<AudienceRule>().notNull().default('EVERYONE'),
  whoCanMention: text('who_can_mention').$type<AudienceRule>().notNull().default('EVERYONE'),
  discoverable: boolean().notNull().default(true),
  /** Nobody is to find the person, nor what is theirs: users says so. Not theirs to change here. */
  isAway: boolean('is_away').notNull().default(false),
})

export type Audience = Omit<typeof audiences.$inferSelect, 'personId'>

export const openAudience: Audience = {
  isPrivate: false,
  approveFollowers: false,
  whoCanComment: 'EVERYONE',
  whoCanMention: 'EVERYONE',
  discoverable: true,
  isAway: false,
}
