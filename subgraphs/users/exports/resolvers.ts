import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import { exportPrefix } from '@varal/platform/personal-data/exporting'
import type { Resolvers } from '../generated/resolvers.ts'
import { ARCHIVE } from './build-archive.ts'
import { requestDataExport, requestDataExportInput } from './request-data-export.ts'

const ADDRESS_VALID_S = 24 * 60 * 60

export const exportResolvers = {
  Viewer: { dataExports: ({ id }, _args, { load }) => load.dataExportsOfUser.load(id) },
  DataExport: {
    /** Its person's own, and nobody else's. */
    async __resolveReference({ id }, { load, viewer }) {
      const found = await load.dataExport.load(id as never)
      return found && viewer.kind === 'user' && found.userId === viewer.id ? found : null
    },
    id: ({ id }) => encodeId('DataExport', id),
    url: ({ id, state, expiresAt }, _args, { objects, clock }) =>
      state === 'READY' && expiresAt && expiresAt > clock.now()
        ? objects.signGet('originals', `${exportPrefix(id)}${ARCHIVE}`, ADDRESS_VALID_S)
        : null,
  },
  Mutation: { requestDataExport: mutation(requestDataExportInput, requestDataExport) },
  RequestDataExportPayload: {
    export: (payload, _args, { load }) =>
      'export' in payload && payload.export ? load.dataExport.load(payload.export.id) : null,
  },
} satisfies Resolvers
