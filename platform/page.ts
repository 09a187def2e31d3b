import type { z } from 'zod'
import type { Cursors } from './cursors.ts'
import { Mistake } from './errors.ts'

/** Which part of a list is wanted. `after` is the sort key of the last row that the client has; null is the beginning. */
export interface PageRequest<Key> {
  /** How many rows the client wants. Read one more: it tells whether there is a next page. */
  readonly first: number
  readonly after: Key | null
  readonly sealKey: (key: Key) => string
}

export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[]
  readonly nodes: readonly Row[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

export interface ListOptions<Key> {
  /** Names the list in its cursors: a cursor of one list opens no other. */
  readonly list: string
  readonly key: z.ZodType<Key>
  /** Rows a page at most; 100 if absent. */
  readonly firstMax?: number
}

/** Reads `first` and `after`. Throws BAD_REQUEST for a size that is out of range, CURSOR_EXPIRED for a cursor that is not this list's. */
export function pageRequest<Key>(
  args: { first: number; after?: string | null | undefined },
  cursors: Cursors,
  { list, key, firstMax = 100 }: ListOptions<Key>,
): PageRequest<Key> {
  if (args.first < 1 || args.first > firstMax) throw new Mistake('BAD_REQUEST', `\`first\` is 1 to ${firstMax}.`)
  const after = args.after == null ? null : cursors.open(list, args.after, key)
  if (args.after != null && after === null) {
    throw new Mistake('CURSOR_EXPIRED', 'This cursor is not of this list. Begin again without `after`.')
  }
  return { first: args.first, after, sealKey: (position) => cursors.seal(list, position) }
}

/** Makes a Relay connection of up to `first + 1` rows. */
export function connection<Row, Key>(
  rows: readonly Row[],
  request: PageRequest<Key>,
  keyOf: (row: Row) => Key,
): Connection<Row> {
  const nodes = rows.slice(0, request.first)
  // A seal costs more than all else of an edge, and most clients ask for no cursor but the last.
  const edges = nodes.map((node) => {
    let cursor: string | undefined
    return {
      node,
      get cursor() {
        cursor ??= request.sealKey(keyOf(node))
        return cursor
      },
    }
  })
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > request.first,
      hasPreviousPage: request.after !== null,
      get startCursor() {
        return edges.at(0)?.cursor ?? null
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null
      },
    },
  }
}
