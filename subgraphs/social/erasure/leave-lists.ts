import type { Forget } from '@varal/platform/personal-data/erasing'
import { sql } from 'drizzle-orm'
import { listMembers, lists } from '../lists/tables.ts'

const LISTS_MAX = 500

/** Off the lists of others, which are locked before their members, in the order of their ids, as by whoever changes them. */
export const leaveLists: Forget = async ({ db }, userId) => {
  const { rowCount } = await db.execute(sql`
    with locked as (
      select id from ${lists} where id = any(array(
        select list_id from ${listMembers} where member_id = ${userId} limit ${LISTS_MAX}))
      order by id for update
    ), gone as (
      delete from ${listMembers} using locked where list_id = locked.id and member_id = ${userId} returning list_id
    )
    update ${lists} set member_count = member_count - 1 from gone where ${lists.id} = gone.list_id`)
  return (rowCount ?? 0) > 0
}

/** The person's own lists, with who is on them. */
export const endLists: Forget = async ({ db }, userId) => {
  const { rowCount } = await db.execute(sql`
    with own as (
      select id from ${lists} where owner_id = ${userId} order by id limit 20 for update
    ), members as (
      delete from ${listMembers} using own where list_id = own.id
    )
    delete from ${lists} using own where ${lists.id} = own.id`)
  return (rowCount ?? 0) > 0
}
