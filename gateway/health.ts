import { randomUUID } from 'node:crypto'
import type { SubgraphLink } from '@varal/platform/links/link'
import { anonymous } from '@varal/platform/viewer'
import type { FastifyInstance } from 'fastify'

/** An answer is good for this long, so that whoever asks for health often does not ask the subgraphs as often. */
const GOOD_FOR_MS = 2_000

/** GET /healthz: 200 when every subgraph answers, else 503 with the names of those that do not. */
export function healthRoute(app: FastifyInstance, links: Readonly<Record<string, SubgraphLink>>): void {
  let checkedMs = Number.NEGATIVE_INFINITY
  let check: Promise<string[]> = Promise.resolve([])

  app.get('/healthz', async (_request, reply) => {
    if (performance.now() - checkedMs > GOOD_FOR_MS) {
      checkedMs = performance.now()
      check = silentOnes(links)
    }
    const unavailable = await check
    const isHealthy = unavailable.length === 0
    return reply
      .code(isHealthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isHealthy ? 'ok' : 'unavailable', unavailable })
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
