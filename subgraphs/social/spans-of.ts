import { type Db, rowsOf } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { audiences } from './audience/tables.ts'
import { findSpans } from './find-spans.ts'
import { type AudienceRule, isAllowedBy } from './policy.ts'
import type { Span } from './span.ts'
import { handles } from './spans/tables.ts'
import { doesFollow, isBlockBetween } from './standing.ts'

/**
 * The spans of a text that somebody writes. Whom nobody knows by a handle, who does not want to be mentioned by the author,
 * or whom a block keeps apart from the author, is not mentioned: the text stays plain there, whichever it is. One statement
 * if there are handles in it, none if not.
 */
export async function spansOf(db: Db, author: UserId, text: string | null): Promise<Span[]> {
  if (text === null) return []
  const found = findSpans(text)
  const people = await mentionable(
    db,
    author,
    found.flatMap(({ target }) => (target.kind === 'handle' ? [target.handle] : [])),
  )
  return found.flatMap(({ start, end, target }): Span[] => {
    if (target.kind !== 'handle') return [{ start, end, target }]
    const id = people.get(target.handle)
    return id ? [{ start, end, target: { kind: 'user', id } }] : []
  })
}

interface Person extends Record<string, unknown> {
  handle: string
  id: UserId
  rule: AudienceRule
  viewerFollows: boolean
  isFollowed: boolean
}

async function mentionable(db: Db, author: UserId, wanted: readonly string[]): Promise<Map<string, UserId>> {
  if (wanted.length === 0) return new Map()
  const [me, person] = [sql`${author}::uuid`, sql`person.user_id`]
  const rows = await rowsOf<Person>(
    db,
    sql`
      select person.handle, person.user_id as id, coalesce(${audiences.whoCanMention}, 'EVERYONE') as rule,
        ${doesFollow(me, person)} as "viewerFollows", ${doesFollow(person, me)} as "isFollowed"
      from (
        select distinct on (handle) handle, user_id from ${handles} where handle = any(${sql.param([...new Set(wanted)])})
        order by handle, since desc, user_id desc
      ) as person
      left join ${audiences} on ${audiences.personId} = person.user_id
      where not ${isBlockBetween(me, person)}`,
  )
  return new Map(
    rows.filter((one) => one.id === author || isAllowedBy(one.rule, one)).map(({ handle, id }) => [handle, id]),
  )
}
