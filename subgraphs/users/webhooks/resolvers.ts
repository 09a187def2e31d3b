import { Mistake } from '@varal/platform/errors'
import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { WebhookId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import { findOwnApp } from '../own-app.ts'
import { createWebhook, createWebhookInput, giveFirstSecret } from './create-webhook.ts'
import { deleteWebhook, deleteWebhookInput } from './delete-webhook.ts'
import { DELIVERIES_SHOWN_MAX } from './limits.ts'
import { replayWebhook, replayWebhookInput } from './replay-webhook.ts'
import { rotateWebhookSecret, rotateWebhookSecretInput } from './rotate-webhook-secret.ts'
import { updateWebhook, updateWebhookInput } from './update-webhook.ts'
import { checkAddress } from './webhook-address.ts'

export const webhookResolvers = {
  App: { webhooks: ({ id }, _args, { load }) => load.webhooksOfApp.load(id) },
  Webhook: {
    __resolveReference: async ({ id }, ctx) => {
      const webhook = await ctx.load.webhook.load(id as WebhookId)
      return webhook && (await findOwnApp(webhook.appId, ctx)) ? webhook : null
    },
    isEnabled: ({ disabledAt }) => disabledAt === null,
    deliveries: async ({ id }, { first }, { load }) => {
      if (first < 1 || first > DELIVERIES_SHOWN_MAX) throw new Mistake('BAD_REQUEST', '`first` is from 1 to 100.')
      return (await load.deliveriesOfWebhook.load(id)).slice(0, first)
    },
  },
  WebhookDelivery: { eventId: ({ eventId }) => encodeId('Event', eventId) },
  Mutation: {
    createWebhook: mutation(createWebhookInput, createWebhook, { prepare: checkAddress, finish: giveFirstSecret }),
    updateWebhook: mutation(updateWebhookInput, updateWebhook, { prepare: checkAddress }),
    rotateWebhookSecret: mutation(rotateWebhookSecretInput, rotateWebhookSecret),
    replayWebhook: mutation(replayWebhookInput, replayWebhook),
    deleteWebhook: mutation(deleteWebhookInput, deleteWebhook),
  },
  CreateWebhookPayload: { webhook: ({ webhook }, _args, { load }) => (webhook ? load.webhook.load(webhook.id) : null) },
  DeleteWebhookPayload: {
    deletedWebhookId: ({ deletedWebhookId }) => (deletedWebhookId ? encodeId('Webhook', deletedWebhookId) : null),
  },
} satisfies Resolvers
