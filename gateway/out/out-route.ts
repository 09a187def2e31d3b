import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import type { FastifyInstance } from 'fastify'
import { callerOf, nobody } from '../auth/caller.ts'
import { languageOf } from '../auth/language.ts'
import type { HtmlPage } from '../pages/html-page.ts'
import { blockedPage, unknownPage } from './warning-page.ts'

const OPEN = 'mutation ($token: String!) { openLink(token: $token) { url isBlocked } }'

/**
 * GET /out?to=TOKEN: where a link of a post leads, if media sealed the token: so it leads nowhere else, and nobody can use it
 * to disguise an address. media counts, and judges anew each time.
 */
export function outRoute(app: FastifyInstance, { media, log }: { media: SubgraphLink; log: Logger }): void {
  app.get('/out', { exposeHeadRoute: false }, async (request, reply) => {
    const { to } = request.query as { to?: unknown }
    const language = languageOf(request.headers['accept-language'])
    const send = ({ status, headers, body }: HtmlPage) => reply.code(status).headers(headers).send(body)
    reply.headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    if (typeof to !== 'string' || to.length > 1_024) return send(unknownPage(language))

    const caller = callerOf(request.raw, nobody, request.id)
    const { data, errors } = await media.execute({ query: OPEN, variables: { token: to }, caller })
    if (errors) {
      log.error({ requestId: request.id, errors }, 'a link was not opened')
      return reply.code(503).send()
    }
    const opened = (data as { openLink: { url: string; isBlocked: boolean } | null }).openLink
    if (!opened) return send(unknownPage(language))
    if (opened.isBlocked) return send(blockedPage(new URL(opened.url).host, language))
    return reply.redirect(opened.url, 302)
  })
}
