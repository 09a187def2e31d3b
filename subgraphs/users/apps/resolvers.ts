import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { AppId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import { listByKey } from '../list-by-key.ts'
import { operationCostMax } from '../operation-cost-max.ts'
import { findOwnApp } from '../own-app.ts'
import { createApp, createAppInput, giveFirstKey } from './create-app.ts'
import { deleteApp, deleteAppInput } from './delete-app.ts'
import { findApp, findCredentials } from './find-app.ts'
import { rotateApiKey, rotateApiKeyInput } from './rotate-api-key.ts'
import { updateApp, updateAppInput } from './update-app.ts'

export const appResolvers = {
  Query: {
    app: (_query, { id }, ctx) => findApp(id, ctx),
    appOfApiKey: (_query, { keyHash }, ctx) => findCredentials(keyHash, ctx),
  },
  Viewer: {
    apps: (viewer, args, ctx) =>
      listByKey('apps', args, ctx, { of: viewer.id, load: ctx.load.appsOfOwner, key: ({ id }) => id }),
  },
  App: { __resolveReference: ({ id }, ctx) => findOwnApp(id as AppId, ctx) },
  AppCredentials: {
    appId: ({ appId }) => encodeId('App', appId),
    ownerId: ({ ownerId }) => encodeId('User', ownerId),
    maxOperationCost: ({ firstParty }) => operationCostMax(firstParty),
  },
  Mutation: {
    createApp: mutation(createAppInput, createApp, { finish: giveFirstKey }),
    updateApp: mutation(updateAppInput, updateApp),
    rotateApiKey: mutation(rotateApiKeyInput, rotateApiKey),
    deleteApp: mutation(deleteAppInput, deleteApp),
  },
  CreateAppPayload: { app: ({ app }, _args, { load }) => (app ? load.app.load(app.id) : null) },
  DeleteAppPayload: {
    deletedAppId: ({ deletedAppId }) => (deletedAppId ? encodeId('App', deletedAppId) : null),
  },
} satisfies Resolvers
