import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  type ObjectValueNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'

/** Something of a schema that directives can stand at. */
export interface Annotated {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined
}

export type Arguments = Readonly<Record<string, unknown>>

/**
 * Reads the directive `name` of Apollo's specification `spec`, whatever the supergraph calls it: composition renames what
 * a `@link` does not import. Gives the arguments of each time that it stands there.
 */
export function directiveReader(schema: GraphQLSchema, spec: string, name: string): (at: Annotated) => Arguments[] {
  const called = nameIn(schema, spec, name)
  return ({ astNode }) =>
    (astNode?.directives ?? [])
      .filter((directive) => directive.name.value === called)
      .map(({ arguments: given }) =>
        Object.fromEntries((given ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)])),
      )
}

function nameIn(schema: GraphQLSchema, spec: string, name: string): string {
  const links = [schema.astNode, ...schema.extensionASTNodes].flatMap((node) => node?.directives ?? [])
  for (const { name: directive, arguments: given } of links) {
    if (directive.value !== 'link') continue
    const argument = (key: string): ValueNode | undefined => given?.find((one) => one.name.value === key)?.value
    const url = argument('url')
    if (url?.kind !== 'StringValue' || !url.value.startsWith(`https://specs.apollo.dev/${spec}/`)) continue
    const imported = argument('import')
    for (const one of imported?.kind === 'ListValue' ? imported.values : []) {
      const [from, to] = importOf(one)
      if (from === `@${name}`) return to.slice(1)
    }
    const as = argument('as')
    const prefix = as?.kind === 'StringValue' ? as.value : spec
    return name === spec ? prefix : `${prefix}__${name}`
  }
  return name
}

/** `"@x"`, or `{name: "@x", as: "@y"}`. */
function importOf(node: ValueNode): readonly [from: string, to: string] {
  if (node.kind === 'StringValue') return [node.value, node.value]
  const { name = '', as = name } = valueFromASTUntyped(node as ObjectValueNode) as { name?: string; as?: string }
  return [name, as]
}
