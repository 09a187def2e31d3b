import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  doTypesOverlap,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLBoolean,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  Kind,
  OperationTypeNode,
  print,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql'
import { randomInput } from './random-input.ts'
import type { Random } from './seeded-random.ts'
import type { Question } from './stock-executor.ts'

const DEPTH_MAX = 6

/** Names that are somebody's already: of what objects inherit, of a promise, of what a gateway asks a subgraph. */
const TAKEN_NAMES = ['constructor', 'then', 'toString', 'length', '_entities', 'representations', '_0']

/**
 * An operation that has a bit of everything: aliases that other fields have for a name, one alias for different fields of
 * different types, fragments of all kinds, nested and repeated, conditions on all of them, variables deep in arguments,
 * and introspection. Nearly always valid: what the generator does not see is left to validation.
 */
export function randomOperation(schema: GraphQLSchema, random: Random, fieldsMax = 45): Question {
  const input = randomInput(random)
  const fragments: FragmentDefinitionNode[] = []
  let fieldsLeft = 5 + random.below(fieldsMax - 5)

  function selectionsOf(type: GraphQLCompositeType, scope: Scope, depth: number): SelectionSetNode {
    const selections: SelectionNode[] = []
    const wanted = 1 + random.below(depth < 2 ? 5 : 4)
    for (let turn = 0; turn < wanted; turn++) {
      if (random.chance(0.08)) selections.push(typename(scope))
      else if (selections.length > 0 && random.chance(0.04)) selections.push(random.pick(selections))
      else if (random.chance(0.2) && depth < DEPTH_MAX) selections.push(fragmentOn(type, scope, depth + 1))
      else {
        const field = fieldOf(type, scope, depth)
        if (field) selections.push(field)
      }
    }
    if (selections.length === 0) selections.push(typename(scope))
    return { kind: Kind.SELECTION_SET, selections }
  }

  function fieldOf(type: GraphQLCompositeType, scope: Scope, depth: number): FieldNode | null {
    const isIntrospection = type === schema.getQueryType() && random.chance(0.03)
    const known = isIntrospection ? [SchemaMetaFieldDef, TypeMetaFieldDef] : fieldsOf(type)
    const offered = known.filter((one) => depth < DEPTH_MAX || isLeafType(getNamedType(one.type)))
    if (offered.length === 0 || fieldsLeft <= 0) return null
    fieldsLeft--
    const composite = offered.filter((one) => isCompositeType(getNamedType(one.type)))
    // Else most of what is asked would be shallow: objects have more leaves than branches.
    const field = random.pick(composite.length > 0 && random.chance(0.4) ? composite : offered)
    const args = argumentsOf(field)
    const signature = `${field.name}(${args.map((one) => print(one)).join()})`
    const name = responseName(type, field, signature, scope)
    const inner = getNamedType(field.type)
    return {
      kind: Kind.FIELD,
      ...(name === field.name ? {} : { alias: nameNode(name) }),
      name: nameNode(field.name),
      arguments: args,
      directives: conditions(0.1),
      ...(isCompositeType(inner) ? { selectionSet: selectionsOf(inner, childScope(scope, name), depth + 1) } : {}),
    }
  }

  /** The field's own name or an alias; where what stands there already lets it stand beside. */
  function responseName(type: GraphQLCompositeType, field: AnyField, signature: string, scope: Scope): string {
    const here = { signature, owner: type.name, ownerIsObject: isObjectType(type), type: String(field.type) }
    const wish = random.chance(0.2) ? [aliasFor(type)] : []
    for (const name of [...wish, field.name]) {
      const there = scope.names.get(name) ?? []
      if (!there.every((one) => fits(one, here))) continue
      scope.names.set(name, [...there, here])
      return name
    }
    return `other${scope.names.size}_${random.below(1_000)}`
  }

  function aliasFor(type: GraphQLCompositeType): string {
    if (random.chance(0.1)) return random.pick(TAKEN_NAMES)
    return random.pick(random.chance(0.4) ? fieldsOf(type).map(({ name }) => name) : ['a', 'b'])
  }

  function argumentsOf(field: AnyField): ArgumentNode[] {
    return field.args
      .filter((one) => isRequiredArgument(one) || (one.name !== 'includeDeprecated' && random.chance(0.6)))
      .map(({ name, type }) => ({ kind: Kind.ARGUMENT, name: nameNode(name), value: input.value(type) }))
  }

  function fragmentOn(type: GraphQLCompositeType, scope: Scope, depth: number): SelectionNode {
    const directives = conditions(0.2)
    const known = fragments.filter((one) => doTypesOverlap(schema, typeOf(one), type))
    if (known.length > 0 && random.chance(0.2))
      return { kind: Kind.FRAGMENT_SPREAD, name: random.pick(known).name, directives }
    const overlapping = Object.values(schema.getTypeMap()).filter(
      (one): one is GraphQLCompositeType => isCompositeType(one) && doTypesOverlap(schema, one, type),
    )
    const on = random.pick(overlapping)
    const typeCondition = { kind: Kind.NAMED_TYPE, name: nameNode(on.name) } as const
    if (random.chance(0.3)) {
      const selectionSet = selectionsOf(on, scope, depth)
      const name = nameNode(`F${fragments.length}`)
      fragments.push({ kind: Kind.FRAGMENT_DEFINITION, name, typeCondition, selectionSet })
      return { kind: Kind.FRAGMENT_SPREAD, name, directives }
    }
    if (random.chance(0.1))
      return { kind: Kind.INLINE_FRAGMENT, directives, selectionSet: selectionsOf(type, scope, depth) }
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet: selectionsOf(on, scope, depth) }
  }
  const typeOf = (fragment: FragmentDefinitionNode) =>
    schema.getType(fragment.typeCondition.name.value) as GraphQLCompositeType

  function conditions(probability: number): DirectiveNode[] {
    const names = random.chance(probability) ? (random.chance(0.15) ? ['skip', 'include'] : [pickCondition()]) : []
    return names.map((name) => ({
      kind: Kind.DIRECTIVE,
      name: nameNode(name),
      arguments: [{ kind: Kind.ARGUMENT, name: nameNode('if'), value: condition() }],
    }))
  }
  const pickCondition = () => random.pick(['skip', 'include', 'include'])
  const condition = (): ValueNode => input.value(new GraphQLNonNull(GraphQLBoolean))

  function typename(scope: Scope): FieldNode {
    const alias = random.chance(0.15) ? `type${random.below(3)}` : undefined
    const name = nameNode('__typename')
    if (alias) scope.names.set(alias, [{ signature: '__typename', owner: '', ownerIsObject: false, type: 'String!' }])
    return { kind: Kind.FIELD, name, directives: conditions(0.1), ...(alias ? { alias: nameNode(alias) } : {}) }
  }

  const mutation = schema.getMutationType()
  const operation = mutation && random.chance(0.15) ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY
  const root = operation === OperationTypeNode.MUTATION ? mutation! : schema.getQueryType()!
  const selectionSet = selectionsOf(root, newScope(), 0)
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation,
        name: nameNode('Asked'),
        variableDefinitions: input.definitions,
        selectionSet,
      },
      ...fragments,
    ],
  }
  return { document, variables: input.variables }
}

type AnyField = GraphQLField<unknown, unknown>

/** Apollo's planner knows introspection as the specification of 2021 has it. */
const NEWER_INTROSPECTION = new Set(['isOneOf', 'isDeprecated', 'deprecationReason'])

function fieldsOf(type: GraphQLCompositeType): AnyField[] {
  if (!('getFields' in type)) return []
  const fields = Object.values((type as GraphQLObjectType).getFields()) as AnyField[]
  return type.name.startsWith('__') ? fields.filter(({ name }) => !NEWER_INTROSPECTION.has(name)) : fields
}

/** What stands under the response names of one place, in whatever fragments. */
interface Scope {
  readonly names: Map<string, readonly Standing[]>
  readonly children: Map<string, Scope>
}

interface Standing {
  readonly signature: string
  readonly owner: string
  readonly ownerIsObject: boolean
  readonly type: string
}

const newScope = (): Scope => ({ names: new Map(), children: new Map() })

function childScope(scope: Scope, name: string): Scope {
  const child = scope.children.get(name) ?? newScope()
  scope.children.set(name, child)
  return child
}

/** Fields of one response name may differ if no object can have both, and their answers look alike. */
function fits(one: Standing, other: Standing): boolean {
  if (one.type !== other.type) return false
  if (one.signature === other.signature) return true
  return one.ownerIsObject && other.ownerIsObject && one.owner !== other.owner
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const
