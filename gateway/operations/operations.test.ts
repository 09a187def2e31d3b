import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { describe, expect, test, vi } from 'vitest'
import { isOperationRefusal } from './operation-refusal.ts'
import { readOperationRequest } from './operation-request.ts'
import { startOperations } from './operations.ts'
import { ownOperations } from './own-operations.ts'
import { manifest, published, type StandInUsers, standInUsers } from './test-manifests.ts'

const HOME = 'query Home { posts { id } }'
const ME = 'query Me { me { name } }'
/** What the clients of this checkout send is there already. */
const OWN = ownOperations().operations.length
const sender = { client: { name: 'ios', version: '1.0' }, address: '127.0.0.1' }

const start = (users: StandInUsers | null, mode: 'open' | 'safelist' = 'safelist') =>
  startOperations({
    mode,
    users: users?.link ?? null,
    cache: memoryCache(systemClock),
    clock: systemClock,
    log: createLog('silent'),
    everyMs: 3_600_000,
  })

function read(body: object) {
  const request = readOperationRequest(body)
  if (isOperationRefusal(request)) throw new Error(request.error.message)
  return request
}

describe('the operations of a gateway', () => {
  test('run as soon as they were published here, are prepared, and their uses are recorded', async () => {
    const users = standInUsers()
    const operations = await start(users)
    const prepared: string[] = []
    const prepare = (text: string) => {
      prepared.push(text)
      return null
    }
    users.stored.push(manifest('ios', '1.0', 1, published('home', HOME)))
    expect(await operations.finder.find(read({ query: HOME }), sender)).toMatchObject({ status: 400 })

    await operations.refresh()
    expect(await operations.warmUp(prepare)).toEqual({ prepared: OWN + 1, invalid: 0 })
    users.stored.push(manifest('ios', '2.0', 2, published('home', HOME), published('me', ME)))
    await operations.refresh()
    await vi.waitUntil(() => prepared.length === OWN + 2)
    expect(prepared.slice(OWN)).toEqual([HOME, ME])

    expect(await operations.finder.find(read({ documentId: 'home' }), sender)).toMatchObject({ text: HOME })
    await operations[Symbol.asyncDispose]()
    const recorded = users.asked.filter(({ query }) => query.includes('recordOperationUse'))
    expect(recorded.map(({ variables }) => variables)).toEqual([
      {
        uses: [
          { client: 'ios', version: '1.0', operationId: 'home', count: 1, lastUsedAt: expect.stringMatching(/Z$/) },
        ],
      },
    ])
  })

  test('are all prepared again for another graph', async () => {
    const users = standInUsers()
    users.stored.push(manifest('ios', '1.0', 1, published('home', HOME)))
    await using operations = await start(users)
    expect(await operations.warmUp(() => null)).toEqual({ prepared: OWN + 1, invalid: 0 })
    expect(await operations.warmUp(() => ({ reasons: ['gone'] }))).toEqual({ prepared: 0, invalid: OWN + 1 })
  })

  test('include those with which the first manifest is published', async () => {
    await using operations = await start(standInUsers())
    const { PublishManifestDocument } = await import('@varal/schema/operations/documents')
    const request = read({ query: String(PublishManifestDocument) })
    expect(await operations.finder.find(request, sender)).toMatchObject({
      known: { name: 'PublishManifest', cost: null },
    })
  })

  test('need no users where there are no manifests', async () => {
    await using operations = await start(null, 'open')
    expect(operations.isLoaded()).toBe(true)
    expect(await operations.finder.find(read({ query: HOME }), sender)).toMatchObject({ text: HOME, known: null })
  })
})
