import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { type Connection, connection, type PageRequest, pageRequest } from '@varal/platform/page'
import { type Column, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'

/** Where a row stands in a list by time: its moment (RFC 3339) and, among rows of one moment, its id. */
export type Position = readonly [at: string, id: string]

export type ListRequest = PageRequest<Position>

const position: z.ZodType<Position> = z.tuple([z.iso.datetime(), z.uuid()])

interface PageLoader<Parent, Row> {
  load(parent: Parent, request: ListRequest): Promise<Row[]>
}

/**
 * A list by time, as a field: the parent's page becomes a connection.
 * @param list names the list in its cursors
 */
export async function chronological<Parent, Row, Node>(
  list: string,
  ctx: Pick<Context<unknown>, 'cursors'>,
  args: { first: number; after?: string | null | undefined },
  page: {
    of: Parent
    load: PageLoader<Parent, Row>
    at: (row: Row) => readonly [Date, string]
    node: (row: Row) => Node
  },
): Promise<Connection<Node>> {
  const request = pageRequest(args, ctx.cursors, { list, key: position })
  const rows = await page.load.load(page.of, request)
  const { edges, pageInfo } = connection(rows, request, (row): Position => {
    const [at, id] = page.at(row)
    return [at.toISOString(), id]
  })
  const shown = edges.map(({ cursor, node }) => ({ cursor, node: page.node(node) }))
  return { edges: shown, nodes: shown.map((edge) => edge.node), pageInfo }
}

/** What comes after the request's position when the newest comes first. */
export const olderThan = ({ after }: ListRequest, at: Column, id: Column): SQL | undefined =>
  after ? sql`(${at}, ${id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : undefined

/** What comes after the request's position when the oldest comes first. */
export const newerThan = ({ after }: ListRequest, at: Column, id: Column): SQL | undefined =>
  after ? sql`(${at}, ${id}) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : undefined

/** The key in hand inside the page that is given to `forEach`. */
export const parentId = sql`parent.id`

/** The query of one key's page: `parentId` is the key. */
interface PageQuery<Row> extends PromiseLike<Row[]> {
  as(alias: string): any
}

/**
 * The rows of a page for each of many keys, in one statement: each key's page reads its own stretch of an index.
 * @param order the list's order, in columns of `page`
 * @param where leaves keys out
 */
export function forEach<Row>(db: Db, keys: readonly string[], query: PageQuery<Row>, order: SQL, where?: SQL) {
  const page = query.as('page')
  const rows = db
    .select(page._.selectedFields)
    .from(sql`unnest(${sql.param([...keys])}::uuid[]) as parent(id)`)
    .crossJoinLateral(page)
    .where(where)
    .orderBy(order)
  return rows as unknown as PromiseLike<Row[]> & SQLWrapper
}
