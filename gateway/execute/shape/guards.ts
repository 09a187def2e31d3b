import { type DirectiveNode, Kind } from 'graphql'

/** When a selection counts, as an expression over the variables `V`; empty if always. */
export type Guard = string | 'never'

/** What `@skip` and `@include` add to the guard around them. */
export function guardOf(directives: readonly DirectiveNode[] | undefined, around: Guard): Guard {
  let guard = around
  for (const { name, arguments: given } of directives ?? []) {
    const isSkip = name.value === 'skip'
    if (!isSkip && name.value !== 'include') continue
    const value = given?.[0]?.value
    if (value?.kind === Kind.BOOLEAN) {
      if (value.value === isSkip) return 'never'
    } else if (value?.kind === Kind.VARIABLE) {
      const variable = `V[${JSON.stringify(value.name.value)}]`
      guard = and(guard, isSkip ? `!${variable}` : variable)
    }
  }
  return guard
}

export const and = (one: Guard, other: Guard): Guard => [one, other].filter(Boolean).join('&&')
