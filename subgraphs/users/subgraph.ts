import { defineSubgraph } from '@varal/platform/subgraph'
import { accountResolvers } from './accounts/resolvers.ts'
import { rememberReadyAsset } from './avatars/remember-ready-asset.ts'
import { loaders } from './loaders.ts'
import { profileResolvers } from './profiles/resolvers.ts'
import { sessionResolvers } from './sessions/resolvers.ts'
import { sweepSessions } from './sessions/sweep-sessions.ts'

/** Who people are: accounts, how they sign in, and what others see of them. */
export const users = defineSubgraph({
  name: 'users',
  slices: [accountResolvers, sessionResolvers, profileResolvers],
  loaders,
  handlers: [rememberReadyAsset, sweepSessions],
})
