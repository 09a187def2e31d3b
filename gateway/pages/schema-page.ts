import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import type { Page } from '../http/other-pages.ts'

export const SCHEMA_PATH = '/schema.graphql'

/**
 * What clients may rely on, for code generators and for reading: the published contract, or, for a graph that has none,
 * the schema that is served now.
 */
export function schemaPage(contract: string | undefined, schema: () => GraphQLSchema): () => Page {
  const printed = new WeakMap<GraphQLSchema, string>()
  const print = (given: GraphQLSchema): string => {
    const text = printed.get(given) ?? `${printSchema(lexicographicSortSchema(given))}\n`
    printed.set(given, text)
    return text
  }
  return () => ({
    headers: { 'content-type': 'application/graphql; charset=utf-8', 'cache-control': 'public, max-age=60' },
    body: contract ?? print(schema()),
  })
}
