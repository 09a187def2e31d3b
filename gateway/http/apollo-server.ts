import '../execute/no-telemetry.ts'
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { GraphQLError } from 'graphql'
import { clientError } from '../execute/client-errors.ts'
import type { Executor } from '../execute/executor.ts'
import { parseLimits } from '../limits/parse-limits.ts'
import { selectionLimit } from '../limits/selection-limit.ts'

/** What Apollo Server carries from the request to the executor. */
export interface ApolloContext {
  readonly caller: Caller
  readonly signal: AbortSignal
  /** Whether the answer's errors are already what clients may see. Apart, because Apollo Server copies the context. */
  readonly answer: { isComplete: boolean }
}

/** Apollo Server in front of our executor: the HTTP of GraphQL, persisted queries, protection from forged requests. */
export async function startApolloServer(executor: Executor, log: Logger): Promise<ApolloServer<ApolloContext>> {
  const server = new ApolloServer<ApolloContext>({
    gateway: gatewayOf(executor),
    logger: log,
    nodeEnv: 'production',
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    // Whoever runs the process stops it, in order; Apollo would take ten seconds.
    stopOnTerminationSignals: false,
    parseOptions: parseLimits,
    validationRules: [selectionLimit],
    plugins: [
      completeErrors(log),
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
function gatewayOf(executor: Executor): ApolloServerOptionsWithGateway<ApolloContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: executor.schema, coreSupergraphSdl: '' })
      return () => {}
    },
    async load() {
      return {
        async executor({ source, request, context }) {
          const { caller, signal } = context as ApolloContext
          const prepared = executor.prepare(source, request.operationName, caller)
          if ('errors' in prepared) return notRun(prepared.errors)
          // A mutation that has begun goes on when its client has left.
          const leaving = prepared.kind === 'query' ? signal : undefined
          const call = { operation: prepared, variables: request.variables ?? {}, caller, signal: leaving }
          const result = await executor.run(call)
          return result.data === undefined ? notRun(result.errors ?? []) : (result as never)
        },
      }
    },
    async stop() {},
  }
}

/** Without data the request itself was wrong, or we were: the status says which. */
function notRun(errors: readonly Pick<GraphQLError, 'message' | 'extensions'>[]) {
  const status = errors.some(({ extensions }) => extensions['code'] !== 'BAD_REQUEST') ? 500 : 400
  const http = { status, headers: new HeaderMap() }
  return {
    errors: errors.map(({ message, extensions }) => new GraphQLError(message, { extensions: { ...extensions, http } })),
  }
}

/** Apollo Server's own errors, of syntax and validation, get what every error of ours has. */
const completeErrors = (log: Logger): ApolloServerPlugin<ApolloContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        contextValue.answer.isComplete = true
        if (response.body.kind !== 'single') return
        const { singleResult } = response.body
        const complete = singleResult.errors?.map((error) => clientError(error, contextValue.caller.requestId, log))
        if (complete) singleResult.errors = complete
      },
    }
  },
})
