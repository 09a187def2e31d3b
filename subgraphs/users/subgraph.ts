import { exporting } from '@varal/platform/personal-data/exporting'
import { defineSubgraph } from '@varal/platform/subgraph'
import { accountResolvers } from './accounts/resolvers.ts'
import { appResolvers } from './apps/resolvers.ts'
import { releaseHandlers } from './avatars/release-asset.ts'
import { rememberReadyAsset } from './avatars/remember-ready-asset.ts'
import { hearConfirmations } from './erasure/confirm.ts'
import { eraseAccount } from './erasure/erase-account.ts'
import { erasureResolvers } from './erasure/resolvers.ts'
import { startErasures } from './erasure/start-erasures.ts'
import { reinstate, revokeHidden, suspend } from './erasure/suspend.ts'
import { buildArchives } from './exports/build-archive.ts'
import { endExports, hearParts } from './exports/hear-parts.ts'
import { exportKinds } from './exports/kinds.ts'
import { exportResolvers } from './exports/resolvers.ts'
import { sweepArchives } from './exports/sweep-archives.ts'
import { identityResolvers } from './identities/resolvers.ts'
import { sweepSignInCodes } from './identities/sweep-sign-in-codes.ts'
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
    identityResolvers,
    profileResolvers,
    appResolvers,
    manifestResolvers,
    webhookResolvers,
    oauthResolvers,
    erasureResolvers,
    exportResolvers,
  ],
  loaders,
  handlers: [
    rememberReadyAsset,
    ...releaseHandlers,
    sendMail,
    sweepMails,
    sweepSessions,
    sweepManifests,
    ...webhookFacts,
    deliverWebhooks,
    sweepWebhooks,
    sweepOAuthEntries,
    suspend,
    reinstate,
    revokeHidden,
    startErasures,
    ...hearConfirmations,
    ...eraseAccount,
    ...exporting('users', exportKinds),
    ...hearParts,
    endExports,
    buildArchives,
    sweepArchives,
    sweepSignInCodes,
  ],
})
