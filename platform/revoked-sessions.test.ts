import { expect, test } from 'vitest'
import { eventually } from '../testing/world/eventually.ts'
import { memoryCache } from './cache/memory-cache.ts'
import { systemClock } from './clock.ts'
import { createLog } from './log.ts'
import { mintId } from './mint-id.ts'
import { revokedSessions } from './revoked-sessions.ts'

const log = createLog('silent')
const newSession = () => mintId('Session', new Date())

function system({ keepMs = 60_000 } = {}) {
  const cache = memoryCache(systemClock)
  let isAway = false
  const breakable = {
    ...cache,
    append: (...args: Parameters<typeof cache.append>) =>
      isAway ? Promise.reject(new Error('away')) : cache.append(...args),
    linesAfter: ((key: string, place: string | null) =>
      isAway ? Promise.reject(new Error('away')) : cache.linesAfter(key, place)) as typeof cache.linesAfter,
  }
  return {
    open: () => revokedSessions({ cache: breakable, log, keepMs, everyMs: 20 }),
    away(is: boolean) {
      isAway = is
    },
  }
}

test('a session that is revoked is known here at once, everywhere soon, and to who starts later', async () => {
  const { open } = system()
  await using here = await open()
  await using there = await open()
  const [session, other] = [newSession(), newSession()]
  const heard: string[] = []
  there.onAdded((one) => heard.push(one))

  here.add(session)
  expect(here.has(session)).toBe(true)
  await eventually('the other knows', () => there.has(session))
  expect(heard).toEqual([session])
  expect(there.has(other)).toBe(false)
  await using later = await open()
  expect(later.has(session)).toBe(true)
})

test('who listens no longer is not told', async () => {
  await using sessions = await system().open()
  const heard: string[] = []
  const stop = sessions.onAdded((one) => heard.push(one))
  stop()
  sessions.add(newSession())
  sessions.add(newSession())
  expect(heard).toEqual([])
})

test('what was revoked while the cache was away is told when it is back', async () => {
  const { open, away } = system()
  await using here = await open()
  await using there = await open()
  const session = newSession()
  away(true)
  here.add(session)
  await using started = await open()
  expect([here.has(session), there.has(session), started.has(session)]).toEqual([true, false, false])
  away(false)
  await eventually('all know', () => there.has(session) && started.has(session))
})

test('a session is forgotten when none of its tokens can be good', async () => {
  await using sessions = await system({ keepMs: 50 }).open()
  const session = newSession()
  sessions.add(session)
  await eventually('it is forgotten', () => !sessions.has(session))
})
