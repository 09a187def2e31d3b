import type { Resolvers } from '../generated/resolvers.ts'
import { sensitivityOf } from '../sensitivity.ts'

export const safetyResolvers = {
  Asset: {
    sensitivity: (asset, _args, { viewer }) =>
      sensitivityOf(asset, viewer.kind === 'user' && viewer.id === asset.ownerId),
    // What was here before anything was classified waits for nothing.
    safetyState: ({ safetyState }) => safetyState ?? 'CLEAR',
    safety: ({ id }, _args, { load }) => load.safetyLabels.load(id),
  },
} satisfies Resolvers
