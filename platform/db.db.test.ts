import { sql } from 'drizzle-orm'
import { describe, expect, inject, test } from 'vitest'
import { cuttable } from '../testing/cuttable.ts'
import { openDatabase } from '../testing/parts.ts'
import { eventually } from '../testing/world/eventually.ts'
import { among, connectDatabase, type Db, rowsOf } from './db.ts'
import { isOutage } from './faults.ts'
import { liveTopics } from './tables.ts'

const ask = (db: Db) => db.transaction((tx) => rowsOf(tx as unknown as Db, sql`select 1 as one`))
const faultOf = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => error,
  )

describe('a database', () => {
  test('is used again after its connections were cut, however often, with all of them', async () => {
    await using way = await cuttable(inject('postgresUrl'))
    await using database = connectDatabase({ url: way.url, poolMax: 2 })
    for (let round = 0; round < 6; round++) {
      await eventually('it answers', async () => (await Promise.all([ask(database.db), ask(database.db)])).length === 2)
      const asking = [ask(database.db), ask(database.db), database.db.execute(sql`select pg_sleep(0.2)`)]
      await way.cut()
      await Promise.allSettled(asking)
      expect(isOutage(await faultOf(ask(database.db)))).toBe(true)
      await way.mend()
    }
    expect(await ask(database.db)).toEqual([{ one: 1 }])
  })

  test('that says nothing any more fails what it is asked, and is used again when it speaks', async () => {
    await using way = await cuttable(inject('postgresUrl'))
    await using database = connectDatabase({ url: way.url, poolMax: 2, statementMs: 200 })
    await ask(database.db)
    way.hush(true)
    const faults = await Promise.all([faultOf(ask(database.db)), faultOf(database.db.execute(sql`select 1`))])
    for (const fault of faults) expect(isOutage(fault)).toBe(true)
    way.hush(false)

    await eventually('it answers', async () => (await ask(database.db)).length === 1, 3_000)
  })

  test('lets nobody wait long when all its connections are used', async () => {
    await using database = await openDatabase({ poolMax: 1 })
    const release = Promise.withResolvers<void>()
    const holding = database.db.transaction(() => release.promise)
    const beganMs = performance.now()
    const fault = await faultOf(ask(database.db))
    release.resolve()
    await holding

    expect(isOutage(fault)).toBe(true)
    expect(performance.now() - beganMs).toBeLessThan(5_000)
  })

  test('asks for any number of keys with one text', async () => {
    await using database = await openDatabase()
    const texts = [[], ['home:a'], ['home:a', 'home:b'] as const].map(
      (keys) =>
        database.db
          .select()
          .from(liveTopics)
          .where(among(liveTopics.topic, keys as never))
          .toSQL().sql,
    )

    expect(new Set(texts).size).toBe(1)
    expect(await database.db.select().from(liveTopics).where(among(liveTopics.topic, []))).toEqual([])
  })
})
