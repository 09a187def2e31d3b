import { TypedDocumentString } from '@varal/schema/operations/documents'
import { parse, print, visit } from 'graphql'

/** The same page as somebody reads it who is not signed in: without what only a viewer has. */
export function signedOut<Data, Variables>(page: TypedDocumentString<Data, Variables>) {
  const document = visit(parse(page.toString()), {
    Field: ({ name }) => (/^(viewer|relationship$)/.test(name.value) ? null : undefined),
  })
  return new TypedDocumentString<Data, Variables>(print(document))
}
