import type { Context } from '@varal/platform/context'
import { type Connection, connection, type PageRequest, pageRequest } from '@varal/platform/page'
import { z } from 'zod'

interface Page<Parent, Key extends string, Row> {
  readonly of: Parent
  readonly load: { load(parent: Parent, request: PageRequest<Key>): Promise<Row[]> }
  readonly key: (row: Row) => Key
}

/**
 * A list in the order of one key, as a field: the parent's page becomes a connection.
 * @param list names the list in its cursors
 */
export async function listByKey<Parent, Key extends string, Row>(
  list: string,
  args: { first: number; after?: string | null | undefined },
  { cursors }: Pick<Context<unknown>, 'cursors'>,
  page: Page<Parent, Key, Row>,
): Promise<Connection<Row>> {
  const request = pageRequest(args, cursors, { list, key: z.string() as unknown as z.ZodType<Key> })
  return connection(await page.load.load(page.of, request), request, page.key)
}
