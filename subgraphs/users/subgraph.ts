import { defineSubgraph } from '@varal/platform/subgraph'
import { accountResolvers } from './accounts/resolvers.ts'
import { appResolvers } from './apps/resolvers.ts'
import { rememberReadyAsset } from './avatars/remember-ready-asset.ts'
import { loaders } from './loaders.ts'
import { manifestResolvers } from './manifests/resolvers.ts'
import { sweepManifests } from './manifests/sweep-manifests.ts'
import { profileResolvers } from './profiles/resolvers.ts'
import { sessionResolvers } from './sessions/resolvers.ts'
import { sweepSessions } from './sessions/sweep-sessions.ts'

/** Who people are: accounts, how they sign in, and what others see of them. */
export const users = defineSubgraph({
  name: 'users',
  slices: [accountResolvers, sessionResolvers, profileResolvers, appResolvers, manifestResolvers],
  loaders,
  handlers: [rememberReadyAsset, sweepSessions, sweepManifests],
})
