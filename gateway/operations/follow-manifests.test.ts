import { randomUUID } from 'node:crypto'
import { createLog, type Logger } from '@varal/platform/log'
import { describe, expect, test, vi } from 'vitest'
import { nameless } from './client-identity.ts'
import { hashOf } from './client-texts.ts'
import { followManifests } from './follow-manifests.ts'
import { manifest, published, standInUsers } from './test-manifests.ts'

const HOME = 'query Home { posts { id } }'
const ME = 'query Me { me { name } }'
const NEVER_MS = 3_600_000

async function following(users = standInUsers(), { everyMs = NEVER_MS, log = createLog('silent') as Logger } = {}) {
  const changes: number[] = []
  const manifests = await followManifests({
    users: users.link,
    log,
    everyMs,
    onChange: (known) => changes.push([...known.texts()].length),
  })
  const has = (text: string) => manifests.known().byHash(hashOf(text), nameless) !== null
  return { users, manifests, changes, has, [Symbol.asyncDispose]: () => manifests[Symbol.asyncDispose]() }
}

describe('the manifests that are followed', () => {
  test('are all read at the start, page by page', async () => {
    const users = standInUsers()
    for (let n = 1; n <= 45; n++) users.stored.push(manifest('ios', `1.${n}`, n, published('q', `query Q${n} { a }`)))
    await using given = await following(users)
    expect([...given.manifests.known().texts()]).toHaveLength(45)
    expect(users.asked).toHaveLength(3)
    expect(given.manifests.isLoaded()).toBe(true)
  })

  test('are asked for with one small request when nothing has changed', async () => {
    const users = standInUsers()
    users.stored.push(manifest('ios', '1.0', 1, published('home', HOME)))
    await using given = await following(users)
    const before = given.manifests.known()
    users.asked.length = 0
    await given.manifests.refresh()
    expect(users.asked.map(({ variables }) => variables)).toEqual([{ after: '1', first: 20 }])
    expect(given.manifests.known()).toBe(before)
    expect(given.changes).toEqual([1])
  })

  test('count by themselves soon after they were published, and no longer when they were retired', async () => {
    const users = standInUsers()
    await using given = await following(users, { everyMs: 20 })
    expect(given.has(HOME)).toBe(false)
    users.stored.push(manifest('ios', '1.0', 1, published('home', HOME)))
    await vi.waitUntil(() => given.has(HOME))
    users.stored.push({ ...manifest('ios', '1.0', 2), isRetired: true })
    await vi.waitUntil(() => !given.has(HOME))
  })

  test('are replaced by what was published later under the same version, and add to other versions', async () => {
    const users = standInUsers()
    users.stored.push(
      manifest('ios', '1.0', 1, published('home', HOME)),
      manifest('ios', '2.0', 2, published('me', ME)),
    )
    await using given = await following(users)
    users.stored.push({ ...manifest('ios', '2.0', 3), isRetired: true })
    await given.manifests.refresh()
    expect([given.has(HOME), given.has(ME)]).toEqual([true, false])
  })

  test('stay while users is away, which is logged once', async () => {
    const log = { error: vi.fn(), info: vi.fn() }
    const users = standInUsers()
    users.stored.push(manifest('ios', '1.0', 1, published('home', HOME)))
    await using given = await following(users, { log: log as unknown as Logger })
    users.isAway = true
    await given.manifests.refresh()
    await given.manifests.refresh()
    expect(given.has(HOME)).toBe(true)
    expect(log.error).toHaveBeenCalledTimes(1)
    users.isAway = false
    users.stored.push(manifest('ios', '2.0', 2, published('me', ME)))
    await given.manifests.refresh()
    expect([given.has(HOME), given.has(ME)]).toEqual([true, true])
    expect(log.info).toHaveBeenCalledTimes(1)
  })

  test('count in full when users was away in the midst of them', async () => {
    const users = standInUsers()
    await using given = await following(users)
    for (let n = 1; n <= 25; n++) users.stored.push(manifest('ios', `1.${n}`, n, published('q', `query Q${n} { a }`)))
    const { execute } = users.link
    users.link.execute = async (request) => {
      users.isAway = request.variables?.['after'] === '20'
      return execute(request)
    }
    await given.manifests.refresh()
    users.link.execute = execute
    users.isAway = false
    await given.manifests.refresh()
    expect([...given.manifests.known().texts()]).toHaveLength(25)
  })

  test('are not loaded as long as users has not answered', async () => {
    const users = standInUsers()
    users.isAway = true
    await using given = await following(users)
    expect(given.manifests.isLoaded()).toBe(false)
    users.isAway = false
    await given.manifests.refresh()
    expect(given.manifests.isLoaded()).toBe(true)
  })

  test('are swapped whole: whoever asks meanwhile sees the old set or the new one', async () => {
    const users = standInUsers()
    const some = (version: string) =>
      Array.from({ length: 60 }, (_, n) =>
        published(`q${n}`, `query Q${n} { posts { id v: version(is: "${version}") } }`),
      )
    users.stored.push(manifest('ios', 'a', 1, ...some('a')))
    await using given = await following(users)
    users.stored.push({ ...manifest('ios', 'a', 2), isRetired: true }, manifest('ios', 'b', 3, ...some('b')))
    const seen = new Set<string>()
    const watching = setInterval(() => {
      const known = given.manifests.known()
      seen.add([...known.texts()].map((text) => text.includes('"b"')).join())
    }, 0)
    await given.manifests.refresh()
    await new Promise((resolve) => setTimeout(resolve, 5))
    clearInterval(watching)
    expect(seen.has(new Array(60).fill(true).join())).toBe(true)
    for (const what of seen) expect(new Set(what.split(',')).size).toBe(1)
  })

  test('are asked for by nobody once they are no longer followed', async () => {
    const users = standInUsers()
    const given = await following(users, { everyMs: 5 })
    await given[Symbol.asyncDispose]()
    users.asked.length = 0
    await new Promise((resolve) => setTimeout(resolve, 30))
    await given.manifests.refresh()
    expect(users.asked).toEqual([])
  })

  test('are asked for as the gateway itself, with a request id each time', async () => {
    await using given = await following()
    await given.manifests.refresh()
    const callers = given.users.asked.map(({ caller }) => caller)
    expect(callers[0]).toMatchObject({ viewer: { kind: 'anonymous' }, app: null, address: '' })
    expect(callers[0]?.requestId).toHaveLength(randomUUID().length)
    expect(callers[0]?.requestId).not.toBe(callers[1]?.requestId)
  })
})
