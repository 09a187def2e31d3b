import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Operation } from '../execute/operation.ts'
import type { ViewerFields } from './viewer-fields.ts'

/** What can be said of a subscription without running it. */
export interface StreamTraits {
  /** Everybody who asks gets the same: see `viewerFields`. */
  readonly isPublic: boolean
  /** The variable that says where to resume. Null if the stream cannot be resumed, or begins at a place that its text names. */
  readonly afterVariable: string | null
  /** Its items have cursors that the client asks for by this name. */
  readonly asksForCursor: boolean
  /** Its text itself says where to resume. */
  readonly hasFixedStart: boolean
  /** It begins with a checkpoint, and has one whenever nothing happens for a while. */
  readonly hasCheckpoints: boolean
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

export function streamTraits(
  { document, definition }: Operation,
  schema: GraphQLSchema,
  viewers: ViewerFields,
): StreamTraits {
  const fragments: Fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  )
  const [root] = fieldsIn(definition.selectionSet, fragments)
  const field = root && schema.getSubscriptionType()?.getFields()[root.name.value]
  const after = root?.arguments?.find(({ name }) => name.value === 'after')?.value
  const items = field && getNamedType(field.type)
  const itemTypes = isAbstractType(items) ? schema.getPossibleTypes(items) : []
  return {
    isPublic: isPublic(document, schema, viewers),
    afterVariable: after?.kind === Kind.VARIABLE ? after.name.value : null,
    asksForCursor: root?.selectionSet !== undefined && fieldsIn(root.selectionSet, fragments).some(isCursor),
    hasFixedStart: after !== undefined && after.kind !== Kind.VARIABLE && after.kind !== Kind.NULL,
    hasCheckpoints: itemTypes.some(({ name }) => name === 'StreamCheckpoint'),
  }
}

const isCursor = ({ name, alias }: FieldNode) => name.value === 'cursor' && (alias?.value ?? 'cursor') === 'cursor'

/** The fields of a selection, those of its fragments too. Valid documents have no cycles. */
function fieldsIn({ selections }: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return [one]
    const inner = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value)
    return inner ? fieldsIn(inner.selectionSet, fragments) : []
  })
}

function isPublic(document: Operation['document'], schema: GraphQLSchema, viewers: ViewerFields): boolean {
  const types = new TypeInfo(schema)
  let isForAll = true
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const type = types.getParentType()
        if (!type) return
        const holders = isInterfaceType(type) ? [type, ...schema.getPossibleTypes(type)] : [type]
        if (holders.some((one) => viewers.has(`${one.name}.${name.value}`))) isForAll = false
        // A type of which every field is for some is caught where it is returned; `node` and its like return any.
        if (!isObjectType(type) && !isInterfaceType(type) && name.value !== '__typename') isForAll = false
      },
    }),
  )
  return isForAll
}
