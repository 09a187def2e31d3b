import type pg from 'pg'
import { isTracing, traced } from './trace.ts'

/**
 * A pool or a connection as far as drizzle uses it. Each statement that is run for a request stands in the request's
 * trace: what it does, to which table, and how long it took with the wait for a connection.
 */
export function tracedStatements<Runner extends pg.Pool | pg.ClientBase>(runner: Runner): Runner {
  const run = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>
  const query = (...args: unknown[]) => {
    if (!isTracing()) return run(...args)
    const { verb, table } = nameOf(textIn(args[0]))
    const facts = { 'db.system.name': 'postgresql', 'db.operation.name': verb }
    return table === undefined
      ? traced(verb, facts, () => run(...args))
      : traced(`${verb} ${table}`, { ...facts, 'db.collection.name': table }, () => run(...args))
  }
  return { query } as unknown as Runner
}

const textIn = (statement: unknown): string =>
  typeof statement === 'string' ? statement : String((statement as { text?: unknown } | undefined)?.text ?? '')

const VERB = /^\s*([a-z]+)/i
/** As drizzle writes tables, and else as people do. */
const QUOTED_TABLE = /\b(?:from|into|update|join)\s+"(\w+)"/i
const TABLE = /(?:\bfrom|\binto|^\s*update)\s+([a-z_]\w*)/i

/** Never more of a statement than this: its text could have values in it. */
function nameOf(text: string): { readonly verb: string; readonly table: string | undefined } {
  const table = (QUOTED_TABLE.exec(text) ?? TABLE.exec(text))?.[1]
  return { verb: (VERB.exec(text)?.[1] ?? 'statement').toLowerCase(), table }
}
