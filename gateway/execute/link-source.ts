import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { type ExecutionResult, GraphQLError } from 'graphql'
import type { GraphQLDataSource } from './apollo-internals.ts'
import { entityPlaces } from './entity-places.ts'
import { pathsOfFetch } from './fields-of-fetch.ts'

/** What the fetches of one run have in common. */
export interface Run {
  readonly caller: Caller
  readonly signal: AbortSignal | undefined
  /** What the root fetches gave; the executor completes these objects in place. */
  readonly data: Record<string, unknown>
}

/** Lets Apollo's executor fetch through a link. Never throws: what did not come is an error at each place that it leaves empty. */
export function linkSource(link: SubgraphLink, log: Logger): GraphQLDataSource<Run & Record<string, unknown>> {
  return {
    async process({ request, context: run, ...options }) {
      const { query = '', operationName } = request
      const variables: Record<string, any> = request.variables ?? {}
      const { caller, signal } = run as Run
      const answer = await link
        .execute({ query, variables, operationName, caller, signal })
        .then((given) => (isNone(given) ? missing(query, variables, given.errors?.[0]) : given))
        .catch((error: unknown) => missing(query, variables, whyNone(error, caller, log)))

      const { representations } = variables
      if (!representations) addRoots(run as Run, answer.data)
      else if (answer.errors && 'pathInIncomingRequest' in options) {
        const places = entityPlaces((run as Run).data, options.pathInIncomingRequest ?? [], representations)
        return { ...answer, errors: answer.errors.map((error) => at(places, error)) } as never
      }
      return answer as never
    },
  }
}

/** The first to answer gives the object into which Apollo's executor merges what comes later. */
export function addRoots({ data }: Run, given: ExecutionResult['data']): void {
  for (const [name, value] of Object.entries(given ?? {})) data[name] ??= value
}

/** Without data, and without a place for the reason: the subgraph has not begun. */
const isNone = ({ data, errors }: ExecutionResult) => data === undefined && !errors?.[0]?.path

function missing(query: string, variables: Record<string, unknown>, reason = ourFault): ExecutionResult {
  const { message, extensions } = reason
  return { errors: pathsOfFetch(query, variables).map((path) => new GraphQLError(message, { path, extensions })) }
}

function whyNone(error: unknown, { requestId }: Caller, log: Logger): GraphQLError {
  if (error instanceof Mistake) {
    log.warn({ requestId, code: error.extensions['code'], err: error.cause }, 'a subgraph did not answer')
    return error
  }
  log.error({ requestId, err: error }, 'a link failed')
  return ourFault
}

const ourFault: GraphQLError = new Mistake(
  'INTERNAL',
  'Something went wrong on our side. It was logged under the request id.',
)

function at(places: readonly number[], error: GraphQLError): GraphQLError {
  const [root, index, ...rest] = error.path ?? []
  if (root !== '_entities' || typeof index !== 'number') return error
  return new GraphQLError(error.message, {
    path: [root, places[index] ?? index, ...rest],
    extensions: error.extensions,
  })
}
