import '../execute/no-telemetry.ts'
import type { IncomingMessage } from 'node:http'
import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from '@varal/platform/log'
import type { GraphQLFormattedError } from 'graphql'
import type { Answer } from '../execute/answer.ts'
import { type ClientError, clientError } from '../execute/client-errors.ts'
import type { Executor } from '../execute/executor.ts'
import { parseLimits } from '../limits/parse-limits.ts'

/** What Apollo Server carries from the request to whoever runs the operation. */
export interface ApolloContext {
  /** Runs an operation that Apollo Server found nothing wrong with. */
  readonly run: (text: string, operationName: string | undefined) => Promise<Answer>
  /** Apart, because Apollo Server copies the context. */
  readonly ran: { answer: Answer | null }
}

/**
 * Apollo Server, for operations that are asked for the first time: it parses and validates them, and says what is wrong
 * with them or with how they are sent. What runs them is ours, and so is their answer.
 */
export async function startApolloServer(executor: () => Executor, log: Logger): Promise<ApolloServer<ApolloContext>> {
  const server = new ApolloServer<ApolloContext>({
    gateway: gatewayOf(executor),
    logger: log,
    nodeEnv: 'production',
    introspection: true,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    // Whoever runs the process stops it, in order; Apollo would take ten seconds.
    stopOnTerminationSignals: false,
    parseOptions: parseLimits,
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  })
  await server.start()
  return server
}

/** The shape in which Apollo Server takes an executor of a federated graph. */
function gatewayOf(executor: () => Executor): ApolloServerOptionsWithGateway<ApolloContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate(callback) {
      const update = (schema: Executor['schema']) => callback({ apiSchema: schema, coreSupergraphSdl: '' })
      update(executor().schema)
      return () => {}
    },
    async load() {
      return {
        async executor({ source, request, context }) {
          const { run, ran } = context as ApolloContext
          ran.answer = await run(source, request.operationName)
          return { data: null }
        },
      }
    },
    async stop() {},
  }
}

export interface ApolloRequest {
  readonly request: IncomingMessage
  readonly text: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  readonly requestId: string
  readonly run: ApolloContext['run']
}

/** What is wrong with an operation, or with how it was sent. */
export interface ApolloRefusal {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly errors: readonly ClientError[]
}

/** What came of an operation that is new: the answer of who ran it, or what is wrong with it. */
export async function askApollo(
  apollo: ApolloServer<ApolloContext>,
  { request: { method = 'POST', headers }, text: query, operationName, variables, requestId, run }: ApolloRequest,
  log: Logger,
): Promise<Answer | ApolloRefusal> {
  const context: ApolloContext = { run, ran: { answer: null } }
  // What a foreign page could forge has been refused before.
  const map = new HeaderMap([['apollo-require-preflight', 'true']])
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) map.set(name, String(value))
  const named = operationName === undefined ? {} : { operationName }
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables), ...named })
  const given = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: map,
      body: method === 'GET' ? undefined : { query, variables, ...named },
      search: method === 'GET' ? `?${search}` : '',
    },
    context: async () => context,
  })
  if (context.ran.answer) return context.ran.answer
  if (given.body.kind !== 'complete') throw new Error('Answers in parts are not supported')
  const answer = JSON.parse(given.body.string) as { errors: readonly GraphQLFormattedError[] }
  const errors = answer.errors.map((error) => clientError(error, requestId, log))
  const allow = given.headers.get('allow')
  return { status: given.status ?? 400, text: JSON.stringify({ errors }), headers: allow ? { allow } : {}, errors }
}
