import type { Forget } from '@varal/platform/personal-data/erasing'
import { type SQLWrapper, sql } from 'drizzle-orm'
import { comments } from '../comments/tables.ts'
import { postRevisions, posts } from '../posts/tables.ts'

const ROWS_MAX = 500

/** Others' texts keep the name as it was written, and lead to nobody. The index has only texts that mention somebody. */
const forgetIn =
  (table: SQLWrapper): Forget =>
  async ({ db }, userId) => {
    const target = JSON.stringify([{ target: { kind: 'user', id: userId } }])
    const { rowCount } = await db.execute(sql`
      update ${table} as held set spans = coalesce((
        select jsonb_agg(span order by place) from jsonb_array_elements(held.spans) with ordinality as one (span, place)
        where span->'target'->>'id' is distinct from ${userId}), '[]')
      where held.ctid = any(array(
        select ctid from ${table} where spans @> ${target}::jsonb and spans @> '[{"target":{"kind":"user"}}]' limit ${ROWS_MAX}))`)
    return rowCount === ROWS_MAX
  }

export const forgetMentions: readonly Forget[] = [forgetIn(posts), forgetIn(postRevisions), forgetIn(comments)]
