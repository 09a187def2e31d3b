import { BoundedMap } from '@varal/platform/bounded-map'
import type { Caller } from '@varal/platform/viewer'
import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql'
import type { GivenError } from '../execute/client-errors.ts'
import { hold } from '../limits/conditions.ts'
import type { Variables } from '../limits/cost/amount.ts'
import { fieldRequirements, isMet, type Requirement } from './field-requirements.ts'
import { type GuardedPlace, guardedPlaces } from './guarded-places.ts'
import { withoutFields } from './without-fields.ts'

/** Whether somebody may run an operation. */
export type Authorization =
  | { readonly kind: 'allowed' }
  /** All of it: a mutation or a subscription whose field is not allowed. */
  | { readonly kind: 'refused'; readonly errors: readonly GivenError[] }
  /**
   * Run `document` in place of the operation: it lacks what is not allowed, which is null in the answer, with these errors.
   * The document is the same object for everybody who lacks the same.
   */
  | { readonly kind: 'reduced'; readonly document: DocumentNode; readonly errors: readonly GivenError[] }

export interface OperationAuthorization {
  /** Variables are coerced: of what they leave out nothing is said. */
  check(caller: Pick<Caller, 'viewer' | 'app'>, variables: Variables): Authorization
}

/** Finds out what an operation requires. Once for each operation; it must be valid. */
export type AuthorizationModel = (document: DocumentNode, operation: OperationDefinitionNode) => OperationAuthorization

/** Reduced documents of one operation: one for each set of things that callers lack. */
const VARIANTS_MAX = 16
const ERRORS_MAX = 100

const allowed: Authorization = { kind: 'allowed' }
const allowsAll: OperationAuthorization = { check: () => allowed }

/** Enforces `@authenticated` and `@requiresScopes` of every field before anything runs, in fragments and types too. */
export function authorizationModel(supergraph: GraphQLSchema): AuthorizationModel {
  const requirementsOf = fieldRequirements(supergraph)

  return (document, operation) => {
    const places = guardedPlaces(supergraph, document, operation, requirementsOf)
    if (places.length === 0) return allowsAll
    const required = [...new Set(places.flatMap(({ requirements }) => requirements))]
    const isQuery = operation.operation === OperationTypeNode.QUERY
    /** By what is lacking: for each requirement, 1 if it is. */
    const variants = new BoundedMap(VARIANTS_MAX, (lacking: string) => {
      const unmet = new Set(required.filter((_, index) => lacking[index] === '1'))
      const isUnmet = (requirement: Requirement) => unmet.has(requirement)
      return withoutFields(document, supergraph, (parent, name) => requirementsOf(parent, name).some(isUnmet))
    })

    return {
      check(caller, variables) {
        const unmet = new Set(required.filter((requirement) => !isMet(requirement, caller)))
        if (unmet.size === 0) return allowed
        const refused = refusedPlaces(places, unmet, variables)
        const errors = refused.slice(0, ERRORS_MAX).map((place) => refusal(place, unmet, caller.app !== null))
        if (!isQuery && refused.some(({ path }) => path.length === 1)) return { kind: 'refused', errors }
        const lacking = required.map((requirement) => (unmet.has(requirement) ? '1' : '0')).join('')
        return { kind: 'reduced', document: variants.get(lacking), errors }
      },
    }
  }
}

/** The outermost of those that are there. */
function refusedPlaces(
  places: readonly GuardedPlace[],
  unmet: ReadonlySet<Requirement>,
  variables: Variables,
): GuardedPlace[] {
  const closed = new Set<GuardedPlace>()
  const paths = new Set<string>()
  const found: GuardedPlace[] = []
  for (const place of places) {
    const { within, requirements, when, path } = place
    const isWithin = within !== null && closed.has(within)
    if (!isWithin && !(hold(when, variables) && requirements.some((one) => unmet.has(one)))) continue
    closed.add(place)
    const key = path.join('.')
    if (!isWithin && !paths.has(key)) found.push(place)
    paths.add(key)
  }
  return found
}

function refusal({ path, requirements }: GuardedPlace, unmet: ReadonlySet<Requirement>, isApp: boolean): GivenError {
  const missing = requirements.filter((one) => unmet.has(one))
  if (missing.some(({ kind }) => kind === 'signedIn'))
    return { message: 'Sign in first.', path, extensions: { code: 'UNAUTHENTICATED' } }
  const scopes = missing.find((one) => one.kind === 'scopes')
  const message =
    isApp && scopes
      ? `The app needs the scope ${scopes.anyOf.map((all) => all.join(' and ')).join(', or ')}.`
      : 'This is not allowed.'
  return { message, path, extensions: { code: 'FORBIDDEN' } }
}
