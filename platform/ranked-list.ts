import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Context } from './context.ts'
import { Mistake } from './errors.ts'
import { connection, pageRequest } from './page.ts'

type Ports = Pick<Context<unknown>, 'cache' | 'cursors' | 'log'>

export interface RankedListOptions<Entry> {
  /** Names the list and whose it is: a cursor opens no other. */
  readonly list: string
  /** Makes the whole ranking, the best first. Plain JSON. */
  readonly rank: () => Promise<readonly Entry[]>
  /** Rows of a page at most; 50 if absent. */
  readonly firstMax?: number
}

/** A ranking is kept for this long. */
const KEPT_MS = 30 * 60 * 1_000
const position = z.tuple([z.uuid(), z.int().nonnegative()])

/**
 * A page of a ranked list. The first page makes the ranking and keeps it as a session; later ones are cut from what was
 * kept, so they neither repeat nor skip while scores move. Throws CURSOR_EXPIRED when the session has ended. If it cannot
 * be kept, the first page is the only one.
 */
export async function rankedPage<Entry>(
  ctx: Ports,
  args: { first: number; after?: string | null | undefined },
  { list, rank, firstMax = 50 }: RankedListOptions<Entry>,
) {
  const request = pageRequest(args, ctx.cursors, { list, key: position, firstMax })
  const sessionId = request.after?.[0] ?? randomUUID()
  const start = request.after ? request.after[1] + 1 : 0
  const entries = request.after ? await keptRanking<Entry>(ctx, sessionId) : await rank()
  const mayGoOn = request.after !== null || (await keep(ctx, sessionId, entries))

  const rows = entries
    .slice(start, start + request.first + (mayGoOn ? 1 : 0))
    .map((entry, index) => ({ entry, position: start + index }))
  const { edges, pageInfo } = connection(rows, request, (row): z.output<typeof position> => [sessionId, row.position])
  return {
    sessionId,
    /** All of it, of which this is a page. */
    ranking: entries,
    /** Whether the ranking was made just now. */
    isNew: request.after === null,
    edges: edges.map(({ cursor, node }) => ({ cursor, entry: node.entry })),
    pageInfo,
  }
}

const keyOf = (sessionId: string) => `ranking:${sessionId}`

/** What the session's ranking was. Throws CURSOR_EXPIRED when it has ended. */
export async function keptRanking<Entry>({ cache, log }: Ports, sessionId: string): Promise<readonly Entry[]> {
  const entries = await cache.get<readonly Entry[]>(keyOf(sessionId)).catch((error: unknown) => {
    log.warn({ err: error }, 'a ranking could not be read')
    throw new Mistake('SUBGRAPH_UNAVAILABLE', 'The rest of this list cannot be read at the moment.')
  })
  if (!entries) throw new Mistake('CURSOR_EXPIRED', 'This list was kept for 30 minutes. Begin again without `after`.')
  return entries
}

/** Whether it worked: an empty ranking need not be kept. */
async function keep({ cache, log }: Ports, sessionId: string, entries: readonly unknown[]): Promise<boolean> {
  if (entries.length === 0) return false
  try {
    await cache.set(keyOf(sessionId), entries, KEPT_MS)
    return true
  } catch (error) {
    log.warn({ err: error }, 'a ranking could not be kept')
    return false
  }
}
