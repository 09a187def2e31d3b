import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** The document without some fields. Where nothing is left, `__typename` keeps the place: what holds it is still asked for. */
export function withoutFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  isUnwanted: (parent: GraphQLCompositeType, fieldName: string) => boolean,
): DocumentNode {
  const types = new TypeInfo(schema)
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType()
        return parent && isUnwanted(parent, node.name.value) ? null : undefined
      },
      SelectionSet: {
        leave(node) {
          return node.selections.length === 0 ? { ...node, selections: [typename] } : undefined
        },
      },
    }),
  )
}
