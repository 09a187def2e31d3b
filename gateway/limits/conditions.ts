import { type DirectiveNode, type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql'

/** Of `@include` and `@skip`: all that must hold. */
export type Conditions = readonly { readonly variable: string; readonly is: boolean }[]

export const hold = (conditions: Conditions, variables: Readonly<Record<string, unknown>>) =>
  conditions.every(({ variable, is }) => Boolean(variables[variable]) === is)

/** Of a selection; null if it is never there. */
export function conditionsOf(directives: readonly DirectiveNode[] | undefined): Conditions | null {
  if (!directives || directives.length === 0) return []
  const conditions: { variable: string; is: boolean }[] = []
  for (const { name, arguments: given } of directives) {
    if (name.value !== 'include' && name.value !== 'skip') continue
    const is = name.value === 'include'
    const value = given?.find((argument) => argument.name.value === 'if')?.value
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, is })
    if (value?.kind === Kind.BOOLEAN && value.value !== is) return null
  }
  return conditions
}

export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
}
