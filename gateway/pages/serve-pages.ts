import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Logger } from '@varal/platform/log'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { JWKS_PATH, jwksPage } from '../auth/jwks.ts'
import { explorerPages } from '../explorer/pages.ts'
import { type OtherPages, otherPages } from '../http/other-pages.ts'
import { type HealthOptions, healthRoutes } from './health.ts'
import { logPages } from './log-pages.ts'
import { SCHEMA_PATH, schemaPage } from './schema-page.ts'

export interface PagesOptions extends HealthOptions {
  readonly graphqlPath: string
  readonly accessTokens: AccessTokens
  /** What clients may rely on, if that is not all of `schema`. */
  readonly contract: string | undefined
  readonly schema: () => GraphQLSchema
  readonly firstOperations: string | undefined
  readonly otherPages: OtherPages
  readonly log: Logger
}

/** Everything that is served beside the graph. */
export function servePages(app: FastifyInstance, options: PagesOptions): void {
  const { graphqlPath, firstOperations, accessTokens, contract, schema, log } = options
  logPages(app, log)
  healthRoutes(app, options)
  explorerPages(app, { graphqlPath, firstOperations })
  otherPages(app, {
    [JWKS_PATH]: () => jwksPage(accessTokens),
    [SCHEMA_PATH]: schemaPage(contract, schema),
    ...options.otherPages,
  })
}
