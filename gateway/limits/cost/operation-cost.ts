import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql'
import { fragmentsOf } from '../conditions.ts'
import { actualOf, type Cost, type Estimated, estimatedOf, largestOf, sumOf, type Variables } from './amount.ts'
import { collectFields, differentKinds, type Selected, type Selections, type WrittenField } from './collect-fields.ts'
import { costOfItems, onlyWhen } from './cost-of-items.ts'
import { fieldWeights } from './field-weights.ts'
import { listLength } from './list-length.ts'

/** What an operation costs, in whole points. Variables are coerced, as the operation declares them. */
export interface OperationCost {
  /** What it may cost. Infinity if it has too many different answers to tell. */
  estimate(variables: Variables): number
  /**
   * What it has cost: the same sum, with the lists as long as they are. Looks only at what leads to lists. `data` is the
   * answer's, with keys as the operation has them; null if there is none, which costs nothing.
   */
  actual(variables: Variables, data: Readonly<Record<string, unknown>> | null): number
}

/** Measures an operation. Once for each operation; it must be valid. */
export type CostModel = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost

/** Selections that are looked at, for all kinds of object that an answer may hold. */
const STEPS_MAX = 20_000

/**
 * Costs as the schema's `@cost` and `@listSize` have them, computed as in Apollo's router: a field's weight, or its type's,
 * and what it selects, times the length of its list. Two things are nearer to what is run: a field that several fragments
 * select counts once, and of the kinds of object that a place may hold only the most expensive counts. A list is as long
 * as the largest of its slicing arguments; `requireOneSlicingArgument` refuses nothing, since an argument that is missing
 * has a default or the assumed size. Weights of input fields are not counted.
 */
export function costModel(supergraph: GraphQLSchema): CostModel {
  const weightOf = fieldWeights(supergraph)

  return (document, operation) => {
    const fragments = fragmentsOf(document)
    let steps = 0
    const step = () => {
      if (++steps > STEPS_MAX) throw new TooManyKinds()
    }
    const given = { schema: supergraph, fragments, step }
    const root = supergraph.getRootType(operation.operation)
    if (!root) throw new Error(`The schema has no ${operation.operation}`)
    try {
      const whole = [{ selectionSet: operation.selectionSet, type: root, when: [] }]
      const { estimated, actual } = costOfSet(whole, root, new Map(), given, weightOf)
      return {
        estimate: (variables) => estimatedOf(estimated, variables),
        actual: (variables, data) => (data ? actualOf(actual, variables, data) : 0),
      }
    } catch (error) {
      if (!(error instanceof TooManyKinds)) throw error
      return { estimate: () => Number.POSITIVE_INFINITY, actual: () => Number.POSITIVE_INFINITY }
    }
  }
}

class TooManyKinds extends Error {}

type WeightOf = ReturnType<typeof fieldWeights>
/** How long lists are of which the field above says it, by name. */
type Sizes = ReadonlyMap<string, Estimated>

function costOfSet(
  selected: readonly Selected[],
  type: GraphQLCompositeType,
  sizes: Sizes,
  given: Selections,
  weightOf: WeightOf,
): Cost {
  const kinds = differentKinds(selected, type, given)
  return largestOf(
    kinds.map((kind) => {
      const fields = collectFields(selected, kind, given)
      return sumOf([...fields].map(([key, written]) => costOfField(key, written, sizes, given, weightOf)))
    }),
  )
}

function costOfField(
  key: string,
  written: readonly WrittenField[],
  sizes: Sizes,
  given: Selections,
  weightOf: WeightOf,
): Cost {
  const [first] = written
  const field = first && fieldOf(first, given.schema)
  if (!first || !field) return free
  const weight = weightOf(field)
  const type = getNamedType(field.type)
  const args = first.node.arguments ?? []
  const length = listLength(weight.list, args)
  const sizesBelow = new Map((weight.list?.sizedFields ?? []).map((name) => [name, length]))
  const inner =
    isCompositeType(type) && !field.name.startsWith('__')
      ? costOfSet(selectedIn(written, type), type, sizesBelow, given, weightOf)
      : free
  const once = args.reduce((sum, { name }) => sum + (weight.arguments.get(name.value) ?? 0), 0)
  const items = weight.isList ? (sizes.get(field.name) ?? length) : null
  return onlyWhen(
    written.map(({ when }) => when),
    costOfItems({ key, once, each: weight.each, items, inner }),
  )
}

const free: Cost = { estimated: 0, actual: 0 }

/** Null for `__typename`, which costs nothing. */
function fieldOf({ node, parent }: WrittenField, schema: GraphQLSchema): GraphQLField<unknown, unknown> | null {
  const { value: name } = node.name
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  return isUnionType(parent) ? null : (parent.getFields()[name] ?? null)
}

function selectedIn(written: readonly WrittenField[], type: GraphQLCompositeType): Selected[] {
  // Where a field is written once, what it holds is there whenever it is: its conditions need not be looked at again.
  const isAlone = written.length === 1
  return written.flatMap(({ node: { selectionSet }, when }) =>
    selectionSet ? [{ selectionSet, type, when: isAlone ? [] : when }] : [],
  )
}
