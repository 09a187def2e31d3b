import { GraphQLError, type ValidationRule } from 'graphql'

/** Refuses a name that an object cannot simply have. No field is called so; only somebody who means harm calls one so. */
export const responseNames: ValidationRule = (context) => ({
  Field({ alias }) {
    if (alias?.value !== '__proto__') return
    context.reportError(new GraphQLError('No field can be called `__proto__`.', { nodes: alias }))
  },
})
