import type { Logger } from '@varal/platform/log'
import type { FastifyInstance } from 'fastify'

/** Asked for every few seconds: of interest only to who looks for it. */
const OFTEN = new Set(['/healthz', '/readyz'])

/** One line for each request to something else than the graph. By route: an address can have a token in it. */
export function logPages(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url: route } = request.routeOptions
    const level = route !== undefined && OFTEN.has(route) ? 'debug' : 'info'
    const ms = Math.round(reply.elapsedTime * 100) / 100
    log[level]({ requestId: request.id, method: request.method, route, status: reply.statusCode, ms }, 'page')
  })
}
