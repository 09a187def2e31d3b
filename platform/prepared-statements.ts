import type pg from 'pg'

/** Statements that are told apart at most. A subgraph has a hundred; texts that grow with their rows come after. */
const STATEMENTS_MAX = 400
/** Only what comes again is worth preparing. */
const SEEN_BEFORE = 2

/**
 * Gives the connections of a pool to prepare the statements that come again: Postgres then parses and plans them once a
 * connection, which for a small read is a good part of the work. A statement is known by its text.
 */
export function preparesRepeated(): (client: pg.ClientBase) => void {
  const known = new Map<string, { readonly name: string; times: number }>()

  function nameOf(text: string): string | undefined {
    const statement = known.get(text) ?? { name: `varal_${known.size}`, times: 0 }
    if (statement.times === 0) {
      if (known.size >= STATEMENTS_MAX) return undefined
      known.set(text, statement)
    }
    statement.times += 1
    return statement.times > SEEN_BEFORE ? statement.name : undefined
  }

  return (client) => {
    const run = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((config: unknown, ...rest: unknown[]) => {
      const name = hasParameters(config, rest[0]) ? nameOf(config.text) : undefined
      return run(name === undefined ? config : { ...(config as object), name }, ...rest)
    }) as typeof client.query
  }
}

const hasParameters = (config: unknown, values: unknown): config is { readonly text: string } =>
  typeof config === 'object' && config !== null && 'text' in config && Array.isArray(values) && values.length > 0
