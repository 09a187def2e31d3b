import { existsSync } from 'node:fs'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { print } from 'graphql'
import { subgraphSdl } from './schema/sdl.ts'
import { subgraphNames } from './schema/subgraph-names.ts'

const scalars = {
  ID: 'string',
  DateTime: { input: 'string', output: 'Date | string' },
  Long: { input: 'string', output: 'bigint | number | string' },
  URL: 'string',
  UUID: 'string',
  Locale: 'string',
  StreamCursor: 'string',
  _FieldSet: 'string',
}
/** As they arrive in JSON. */
const clientScalars = { ...scalars, DateTime: 'string', Long: 'string' }
const shared = {
  useTypeImports: true,
  enumsAsTypes: true,
  strictScalars: true,
  scalars,
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
} as const

/** What `models.ts` of a subgraph calls `PostModel` is what its resolvers hand around for a `Post`. */
const mappers = (_name: string, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, `../models.ts#${type}Model`]))

const modelled: Record<string, readonly string[]> = {
  users: [
    'User',
    'Viewer',
    'Session',
    'Identity',
    'Asset',
    'App',
    'Webhook',
    'OAuthClient',
    'OAuthEntry',
    'Erasure',
    'DataExport',
    'AccessTokenHolder',
    'WebhookDelivery',
    'OperationManifest',
    'ManifestOperation',
    'AppCredentials',
    'StoredManifest',
  ],
  media: ['Asset', 'LinkContent', 'Upload'],
  social: [
    'Hashtag',
    'PostRevision',
    'RichText',
    'TextSpan',
    'Post',
    'Comment',
    'Board',
    'BoardSection',
    'Collaborator',
    'BoardInvitation',
    'Pin',
    'User',
    'Asset',
    'Tombstone',
    'List',
    'KeywordFilter',
    'ModerationCase',
    'ModerationNotice',
    'ModerationAction',
    'Report',
  ],
  feed: ['FeedItem', 'Notification', 'Post', 'User', 'Comment', 'Board', 'Hashtag'],
  recs: ['Post', 'User'],
}

export default {
  generates: {
    'schema/generated/shared.ts': { schema: './schema/shared.graphql', plugins: ['typescript'], config: { ...shared } },
    // Committed: programs run it, and people review what first-party clients ask for.
    'schema/operations/documents.ts': {
      schema: './schema/public.graphql',
      documents: './schema/operations/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...shared, scalars: clientScalars, documentMode: 'string', skipTypename: true, dedupeFragments: true },
    },
    ...Object.fromEntries(
      subgraphNames
        .filter((name) => existsSync(`subgraphs/${name}/models.ts`))
        .map((name) => [
          `subgraphs/${name}/generated/resolvers.ts`,
          {
            schema: print(subgraphSdl(name)),
            plugins: ['typescript', 'typescript-resolvers'],
            config: {
              ...shared,
              federation: true,
              contextType: `../loaders.ts#Ctx`,
              mappers: mappers(name, modelled[name] ?? []),
              resolversNonOptionalTypename: { unionMember: true },
              // Payloads resolve from what use cases return: their fields, or a refusal.
              defaultMapper: 'any',
            },
          },
        ]),
    ),
  },
} satisfies CodegenConfig
