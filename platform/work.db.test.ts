import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, registered, type TestDatabase } from '../testing/parts.ts'
import { eventually } from '../testing/world/eventually.ts'
import { manualClock } from './clock.ts'
import { type Db, rowsOf } from './db.ts'
import type { LiveHint, LiveItem } from './live/live.ts'
import { memoryLive } from './live/memory-live.ts'
import { refuse } from './outcome.ts'
import { type RunWork, workOn } from './work.ts'

describe('a unit of work', () => {
  let database: TestDatabase
  let run: RunWork
  const pushed: { item: LiveItem | LiveHint; wasCommitted: boolean }[] = []
  const clock = manualClock(new Date('2026-03-01T12:00:00.123Z'))
  let committed = false

  beforeAll(async () => {
    database = await openDatabase()
    await database.db.execute(sql`create table things (name text primary key)`)
    const live = memoryLive()
    live.listen((item) => pushed.push({ item, wasCommitted: committed }))
    run = workOn({ db: database.db, clock, live })
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    pushed.length = 0
    committed = false
    await database.db.execute(sql`truncate things, outbox`)
  })

  const add = (db: Db, name: string) => db.execute(sql`insert into things values (${name})`)
  const things = async () =>
    (await rowsOf<{ name: string }>(database.db, sql`select name from things`)).map((row) => row.name)
  const facts = () =>
    rowsOf<{ name: string; at: Date; data: object }>(database.db, sql`select name, at, data from outbox order by id`)
  const item: LiveItem = { topic: 'home:a', seq: 1, at: '', data: null }

  test('stores the change and its facts together, in order, with its moment', async () => {
    const result = await run(async (work) => {
      await add(work.db, 'one')
      work.announce('users.account.registered', registered('one').data)
      work.announce('users.profile.updated', registered('two').data)
      return { at: work.at }
    })

    expect(result.at).toEqual(clock.now())
    expect(await things()).toEqual(['one'])
    expect((await facts()).map((fact) => [fact.name, new Date(fact.at)])).toEqual([
      ['users.account.registered', clock.now()],
      ['users.profile.updated', clock.now()],
    ])
  })

  test('pushes after the commit, and not if there is none', async () => {
    await run(async (work) => {
      work.push(item)
      await add(work.db, 'one')
      expect(pushed).toEqual([])
    })
    expect(pushed.map((one) => one.item)).toEqual([item])

    const failing = run(async (work) => {
      work.push(item)
      work.announce('users.account.registered', registered('one').data)
      await add(work.db, 'one')
    })
    await expect(failing).rejects.toThrow()
    expect(pushed).toHaveLength(1)
    expect(await facts()).toEqual([])
  })

  test('hints once at each topic, after the items and after the commit', async () => {
    await run(async (work) => {
      for (const topic of ['post:a', 'post:b', 'post:a'] as const) work.hint(topic)
      work.push(item)
      expect(pushed).toEqual([])
    })
    expect(pushed.map((one) => one.item)).toEqual([item, { topic: 'post:a' }, { topic: 'post:b' }])
  })

  test('undoes everything when the answer is a refusal, and gives the refusal', async () => {
    const refusal = refuse('NOT_FOUND', ['input', 'id'])
    const answer = await run(async (work) => {
      await add(work.db, 'one')
      work.announce('users.account.registered', registered('one').data)
      work.push(item)
      return refusal
    })

    expect(answer).toBe(refusal)
    expect(await things()).toEqual([])
    expect(await facts()).toEqual([])
    expect(pushed).toEqual([])
  })

  test('is done when it is committed, though nobody could be pushed to', async () => {
    const live = {
      ...memoryLive(),
      push: () => {
        throw new Error('no connection')
      },
    }
    const result = await workOn({ db: database.db, clock, live })(async (work) => {
      await add(work.db, 'one')
      work.push(item)
      return 'done'
    })

    expect(result).toBe('done')
    expect(await things()).toEqual(['one'])
  })

  test('refuses to announce what has not the shape of its event, or could not be carried', async () => {
    const { data } = registered('one')
    for (const bad of [
      { ...data, userId: 'no id' },
      { ...data, bio: 'NUL \0' },
      { ...data, bio: '\ud800' },
      { ...data, bio: 'x'.repeat(300_000) },
    ]) {
      const working = run(async (work) => {
        await add(work.db, 'one')
        work.announce('users.account.registered', bad as never)
      })
      await expect(working).rejects.toThrow()
    }
    expect(await things()).toEqual([])
    await run(async (work) =>
      work.announce('users.account.registered', { ...data, bio: 'a \\u0000 that is only written, 🎈, ç' }),
    )
    expect(await facts()).toMatchObject([{ data: { bio: 'a \\u0000 that is only written, 🎈, ç' } }])
  })

  test('fails, and the process lives, when its connection is cut between two statements', async () => {
    const working = run(async (work) => {
      const [row] = await rowsOf<{ pid: number }>(work.db, sql`select pg_backend_pid() as pid`)
      await add(work.db, 'one')
      await database.db.execute(sql`select pg_terminate_backend(${row?.pid})`)
      await wait(50)
      await add(work.db, 'two')
    })
    await expect(working).rejects.toThrow()

    await eventually('the pool has replaced it', async () => (await things()).length === 0)
  })
})
