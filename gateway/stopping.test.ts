import { createConnection } from 'node:net'
import { createLog } from '@varal/platform/log'
import { describe, expect, test, vi } from 'vitest'
import { tinyWorld } from './test-graph.ts'

describe('stopping the gateway', () => {
  test('answers the queries that have begun, takes no more, and is done', async () => {
    const world = await tinyWorld()
    const answer = world.ask('{ slow }')
    await vi.waitUntil(() => world.fetches.social === 1)
    const stopped = world.gateway[Symbol.asyncDispose]()
    const { port } = new URL(world.gateway.url)
    await vi.waitFor(
      () =>
        new Promise((resolve, reject) =>
          createConnection(Number(port), '127.0.0.1').on('error', resolve).on('connect', reject),
        ),
    )
    world.letGo()
    expect((await answer).data).toEqual({ slow: 'at last' })
    await stopped
    await world[Symbol.asyncDispose]()
  })

  test('does not wait for ever', { timeout: 15_000 }, async () => {
    const world = await tinyWorld({ log: createLog('silent') })
    const answer = world.ask('{ slow }').catch(() => 'cut')
    await vi.waitUntil(() => world.fetches.social === 1)
    const beganMs = performance.now()
    await world.gateway[Symbol.asyncDispose]()
    expect(performance.now() - beganMs).toBeLessThan(10_000)
    expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] })
    await world[Symbol.asyncDispose]()
  })
})
