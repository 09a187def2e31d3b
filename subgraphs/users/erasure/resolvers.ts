import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { revokeSessions } from '../revoke-sessions.ts'
import { deleteAccount, deleteAccountInput, prepareDeletion } from './delete-account.ts'

export const erasureResolvers = {
  Query: {
    erasure: async (_query, { id }, { load }) => {
      const erasureId = decodeId('Erasure', id)
      return erasureId === null ? null : load.erasure.load(erasureId)
    },
  },
  Erasure: {
    id: ({ id }) => encodeId('Erasure', id),
    state: ({ cancelledAt, startedAt, finishedAt }) =>
      finishedAt ? 'FINISHED' : startedAt ? 'RUNNING' : cancelledAt ? 'CANCELLED' : 'SCHEDULED',
    confirmations: ({ id }, _args, { load }) => load.confirmationsOfErasure.load(id),
  },
  DeleteAccountPayload: {
    receiptId: (payload) =>
      'receiptId' in payload && payload.receiptId ? encodeId('Erasure', payload.receiptId) : null,
  },
  Mutation: {
    deleteAccount: mutation(deleteAccountInput, deleteAccount, { prepare: prepareDeletion, finish: revokeSessions }),
  },
} satisfies Resolvers
