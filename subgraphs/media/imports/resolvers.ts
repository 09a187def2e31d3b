import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { importFromUrl, importFromUrlInput } from './import-from-url.ts'

export const importResolvers = {
  Mutation: { importFromUrl: mutation(importFromUrlInput, importFromUrl) },
  ImportFromUrlPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
} satisfies Resolvers
