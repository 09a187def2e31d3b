import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql'
import type { FetchNode } from '../apollo-internals.ts'

/** An `_entities` field of a combined query, and which of the fetches it stands for. */
export interface CombinedField {
  readonly name: string
  readonly variable: string
  readonly of: readonly number[]
}

/**
 * One query for several entity fetches from one subgraph: each gets an alias, and representations of its own. Fetches
 * that ask the same of their entities share a field, so that an entity at several places is asked for once; only if all
 * they ask for are plain values, as what a later fetch adds to an object may differ from place to place.
 */
export function combinedQuery(fetches: readonly FetchNode[]): { query: string; fields: CombinedField[] } {
  const [first, ...others] = fetches
  if (first && others.length === 0)
    return { query: first.operation, fields: [{ name: '_entities', variable: 'representations', of: [0] }] }

  const prefix = unusedPrefix(fetches)
  const fields: (CombinedField & { of: number[] })[] = []
  const shared = new Map<string, number[]>()
  const variables = new Map<string, VariableDefinitionNode>()
  const fragments: FragmentDefinitionNode[] = []
  const selections: FieldNode[] = []

  for (const [index, fetch] of fetches.entries()) {
    const document = parse(fetch.operation, { noLocation: true })
    const key = asksPlainValues(document) ? sameness(fetch, document) : String(index)
    const same = shared.get(key)
    if (same) {
      same.push(index)
      continue
    }
    const name = `${prefix}e${fields.length}`
    const variable = `${prefix}r${fields.length}`
    const of = [index]
    fields.push({ name, variable, of })
    shared.set(key, of)

    const renamed = rename(document, variable, `_${name}`)
    const operation = operationOf(renamed)
    for (const one of operation.variableDefinitions ?? []) variables.set(one.variable.name.value, one)
    for (const one of renamed.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.push(one)
    const entities = operation.selectionSet.selections[0] as FieldNode
    selections.push({ ...entities, alias: { kind: Kind.NAME, value: name } })
  }
  const operation: OperationDefinitionNode = {
    ...operationOf(parse(first?.operation ?? '', { noLocation: true })),
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }
  return { query: stripIgnoredCharacters(print(document)), fields }
}

const operationOf = ({ definitions }: DocumentNode) =>
  definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode

/** No variable of the client begins with it. */
function unusedPrefix(fetches: readonly FetchNode[]): string {
  const used = fetches.flatMap(({ variableUsages }) => variableUsages ?? [])
  let prefix = '_'
  while (used.some((name) => name.startsWith(prefix))) prefix += '_'
  return prefix
}

function asksPlainValues(document: DocumentNode): boolean {
  let isPlain = true
  const entities = operationOf(document).selectionSet.selections[0] as FieldNode
  const notPlain = () => {
    isPlain = false
  }
  visit(entities.selectionSet as never, {
    FragmentSpread: notPlain,
    Field: (field) => void (field.selectionSet && notPlain()),
  })
  return isPlain
}

const sameness = ({ requires, inputRewrites, outputRewrites }: FetchNode, document: DocumentNode) =>
  JSON.stringify([requires, inputRewrites, outputRewrites, print(operationOf(document).selectionSet)])

function rename(document: DocumentNode, variable: string, suffix: string): DocumentNode {
  const renamed = <Node extends { readonly name: { readonly value: string } }>(node: Node): Node => ({
    ...node,
    name: { ...node.name, value: node.name.value + suffix },
  })
  return visit(document, {
    Variable: (node) =>
      node.name.value === 'representations' ? { ...node, name: { ...node.name, value: variable } } : undefined,
    FragmentSpread: { leave: (node) => renamed(node) },
    FragmentDefinition: { leave: (node) => renamed(node) },
  })
}
