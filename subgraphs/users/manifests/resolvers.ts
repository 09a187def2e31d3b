import { encodeId } from '@varal/platform/global-ids'
import { openMutation } from '@varal/platform/mutation'
import type { ManifestId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import { listByKey } from '../list-by-key.ts'
import { findOwnApp } from '../own-app.ts'
import { publisher } from './publisher.ts'
import { recordOperationUse, recordOperationUseInput } from './record-operation-use.ts'
import { retireStoredManifest, retireStoredManifestInput } from './retire-stored-manifest.ts'
import { storeManifest, storeManifestInput } from './store-manifest.ts'
import { storedManifests } from './stored-manifests.ts'
import { unusedSince } from './unused-since.ts'

export const manifestResolvers = {
  Query: { storedManifests: (_query, page, ctx) => storedManifests(page, ctx) },
  App: {
    manifests: (app, args, ctx) =>
      listByKey('manifests', args, ctx, { of: app.id, load: ctx.load.manifestsOfApp, key: ({ id }) => id }),
    unusedManifests: (app, { days, ...args }, ctx) =>
      listByKey('unused-manifests', args, ctx, {
        of: app.id,
        load: ctx.load.unusedManifests(unusedSince(days, ctx.clock)),
        key: ({ id }) => id,
      }),
  },
  OperationManifest: {
    __resolveReference: async ({ id }, ctx) => {
      const manifest = await ctx.load.manifest.load(id as ManifestId)
      return manifest?.appId && (await findOwnApp(manifest.appId, ctx)) ? manifest : null
    },
    operations: (manifest, args, ctx) =>
      listByKey('operations', args, ctx, {
        of: manifest.id,
        load: ctx.load.operationsOfManifest,
        key: ({ operationId }) => operationId,
      }),
  },
  ManifestOperation: { id: ({ operationId }) => operationId, useCount: ({ useCount }) => useCount ?? 0 },
  StoredManifest: { appId: ({ appId }) => appId && encodeId('App', appId) },
  StoredOperation: { id: ({ operationId }) => operationId },
  Mutation: {
    storeManifest: openMutation(storeManifestInput, storeManifest, { prepare: publisher }),
    retireStoredManifest: openMutation(retireStoredManifestInput, retireStoredManifest, { prepare: publisher }),
    recordOperationUse: openMutation(recordOperationUseInput, recordOperationUse),
  },
} satisfies Resolvers
