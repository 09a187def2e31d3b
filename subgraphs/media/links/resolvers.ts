import type { Resolvers } from '../generated/resolvers.ts'
import { isSafe, outToken } from '../link-content.ts'
import { openLink } from './open-link.ts'

export const linkResolvers = {
  Mutation: { openLink: (_mutation, { token }, ctx) => openLink(token, ctx) },
  LinkContent: {
    outUrl: ({ assetId }, _args, ctx) => `${ctx.settings.links.publicUrl}/out?to=${outToken(assetId, ctx)}`,
    title: (content, _args, ctx) => (isSafe(content, ctx) ? content.title : null),
    description: (content, _args, ctx) => (isSafe(content, ctx) ? content.description : null),
    siteName: (content, _args, ctx) => (isSafe(content, ctx) ? content.siteName : null),
    image: (content, _args, ctx) => (isSafe(content, ctx) ? content.picture : null),
    icon: (content, _args, ctx) =>
      content.iconKey && isSafe(content, ctx) ? ctx.objects.publicUrl(content.iconKey) : null,
    safeToOpen: (content, _args, ctx) => isSafe(content, ctx),
  },
} satisfies Resolvers
