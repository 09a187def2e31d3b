import { defineSubgraph } from '@varal/platform/subgraph'
import { accountResolvers } from './accounts/resolvers.ts'
import { appResolvers } from './apps/resolvers.ts'
import { rememberReadyAsset } from './avatars/remember-ready-asset.ts'
import { loaders } from './loaders.ts'
import { sendMail } from './mail/send-mail.ts'
import { sweepMails } from './mail/sweep-mails.ts'
import { manifestResolvers } from './manifests/resolvers.ts'
import { sweepManifests } from './manifests/sweep-manifests.ts'
import { oauthResolvers } from './oauth/resolvers.ts'
import { sweepOAuthEntries } from './oauth/sweep-oauth-entries.ts'
import { profileResolvers } from './profiles/resolvers.ts'
import { recoveryResolvers } from './recovery/resolvers.ts'
import { secondFactorResolvers } from './second-factor/resolvers.ts'
import { sessionResolvers } from './sessions/resolvers.ts'
import { sweepSessions } from './sessions/sweep-sessions.ts'
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts'
import { webhookFacts } from './webhooks/hear-facts.ts'
import { webhookResolvers } from './webhooks/resolvers.ts'
import { sweepWebhooks } from './webhooks/sweep-webhooks.ts'

/** Who people are: accounts, how they sign in, and what others see of them. */
export const users = defineSubgraph({
  name: 'users',
  slices: [
    accountResolvers,
    sessionResolvers,
    recoveryResolvers,
    secondFactorResolvers,
    profileResolvers,
    appResolvers,
    manifestResolvers,
    webhookResolvers,
    oauthResolvers,
  ],
  loaders,
  handlers: [
    rememberReadyAsset,
    sendMail,
    sweepMails,
    sweepSessions,
    sweepManifests,
    ...webhookFacts,
    deliverWebhooks,
    sweepWebhooks,
    sweepOAuthEntries,
  ],
})
