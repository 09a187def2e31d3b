import { type DocumentNode, execute, type GraphQLSchema, Kind, visit } from 'graphql'
import type { Question } from './stock-executor.ts'

/** The question with `__typename` asked for everywhere, so that its answer says what each object is. */
export function withTypes({ document, variables }: Question): Question {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const
  const leave = (node: { selections: readonly unknown[] }) => ({ ...node, selections: [...node.selections, typename] })
  return { document: visit(document, { SelectionSet: { leave } } as never) as DocumentNode, variables }
}

/**
 * What graphql's own executor answers to a question from `data`, an answer to the same question with types: which fragments
 * apply, and in which order keys come, as the specification has it.
 */
export async function specAnswer({ document, variables }: Question, data: unknown, schema: GraphQLSchema) {
  const answer = await execute({
    schema,
    document,
    variableValues: variables,
    rootValue: data,
    fieldResolver: (object, _args, _context, { path }) => object[path.key],
    typeResolver: (object) => object.__typename,
  })
  return answer.data
}
