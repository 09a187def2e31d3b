import { randomUUID } from 'node:crypto'
import type { SubgraphLink } from '@varal/platform/links/link'
import { anonymous } from '@varal/platform/viewer'
import type { FastifyInstance } from 'fastify'

export interface HealthOptions {
  readonly links: Readonly<Record<string, SubgraphLink>>
  /** Whether it is known which operations may run. */
  readonly knowsOperations: () => boolean
  readonly isStopping: () => boolean
  /** An answer is good for this long, so that whoever asks for health often does not ask the subgraphs as often. */
  readonly goodForMs?: number
}

/**
 * GET /healthz: 200 when every subgraph answers, else 503 with the names of those that do not: for who is called at night.
 *
 * GET /readyz: 200 when requests should be sent here, else 503 with the reason: for load balancers. A subgraph that goes
 * away later does not count, as long as others are there: all gateways would be taken out at once, and with them the rest
 * of every answer.
 */
export function healthRoutes(app: FastifyInstance, options: HealthOptions): void {
  const { links, knowsOperations, isStopping, goodForMs = 2_000 } = options
  const met = new Set<string>()
  let checkedMs = Number.NEGATIVE_INFINITY
  let check: Promise<string[]> = Promise.resolve([])

  function silentNow(): Promise<string[]> {
    if (performance.now() - checkedMs > goodForMs) {
      checkedMs = performance.now()
      check = silentOnes(links).then((silent) => {
        for (const name of Object.keys(links)) if (!silent.includes(name)) met.add(name)
        return silent
      })
    }
    return check
  }
  async function whyNotReady(): Promise<string | null> {
    if (isStopping()) return 'stopping'
    if (!knowsOperations()) return 'the manifests have not been read yet'
    const silent = await silentNow()
    const unmet = Object.keys(links).filter((name) => !met.has(name))
    if (unmet.length > 0) return `not reached yet: ${unmet.join(', ')}`
    return silent.length > 0 && silent.length === met.size ? 'no subgraph answers' : null
  }

  app.get('/healthz', async (_request, reply) => {
    const unavailable = await silentNow()
    const isHealthy = unavailable.length === 0
    return reply
      .code(isHealthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isHealthy ? 'ok' : 'unavailable', unavailable })
  })
  app.get('/readyz', async (_request, reply) => {
    const reason = await whyNotReady()
    return reply
      .code(reason === null ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(reason === null ? { status: 'ready' } : { status: 'not ready', reason })
  })
}

async function silentOnes(links: Readonly<Record<string, SubgraphLink>>): Promise<string[]> {
  const caller = {
    viewer: anonymous,
    app: null,
    requestId: randomUUID(),
    language: 'en',
    address: '',
    device: 'healthz',
  } as const
  const answers = await Promise.all(
    Object.entries(links).map(async ([name, link]) => {
      const isThere = await link.execute({ query: '{ __typename }', caller }).then(
        ({ errors }) => !errors,
        () => false,
      )
      return isThere ? [] : [name]
    }),
  )
  return answers.flat()
}
