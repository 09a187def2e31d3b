import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type TestDatabase } from '../testing/parts.ts'
import { rowsOf } from './db.ts'
import { once } from './idempotency.ts'
import { type Outcome, refuse } from './outcome.ts'
import type { Work } from './work.ts'

describe('a change that is done once per key', () => {
  let database: TestDatabase
  let done = 0
  beforeAll(async () => {
    database = await openDatabase()
    await database.db.execute(sql`create table effects (name text)`)
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    done = 0
    await database.db.execute(sql`truncate effects, idempotency_keys`)
  })

  const effects = async () => (await rowsOf(database.db, sql`select name from effects`)).length
  const create = (work: Work) => async (): Promise<Outcome<{ number: number; at: Date | string }>> => {
    await work.db.execute(sql`insert into effects values ('one')`)
    await wait(30)
    return { number: ++done, at: new Date(0) }
  }
  const call = (scope: string, inputHash = 'hash', change: (work: Work) => () => Promise<Outcome<object>> = create) =>
    database.work((work) => once(work, { scope, inputHash }, change(work)))

  test('gives a repeat the first answer, in the same form', async () => {
    const first = await call('a')

    expect(first).toEqual({ number: 1, at: '1970-01-01T00:00:00.000Z' })
    expect(await call('a')).toEqual(first)
    expect(await effects()).toBe(1)
  })

  test('has one effect and one answer when many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('a')))

    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await effects()).toBe(1)
  })

  test('keeps scopes apart', async () => {
    await Promise.all([call('a'), call('b')])

    expect(await effects()).toBe(2)
  })

  test('refuses the same key with other input, also at the same time', async () => {
    const mismatch = { userErrors: [{ code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] }] }
    const [first, second] = await Promise.all([call('a', 'one'), wait(5).then(() => call('a', 'other'))])

    expect([first, second]).toContainEqual(mismatch)
    expect(await call('a', 'third')).toEqual(mismatch)
    expect(await effects()).toBe(1)
  })

  test('remembers neither a refusal nor a failure: the same key may be tried again', async () => {
    const refusing = () => async () => refuse('NOT_FOUND')
    const failing = () => async () => {
      throw new Error('fault')
    }
    expect(await call('a', 'hash', refusing)).toEqual(refuse('NOT_FOUND'))
    await expect(call('a', 'hash', failing)).rejects.toThrow('fault')

    expect(await call('a', 'other')).toMatchObject({ number: 1 })
  })

  test('does it for whoever waited when the first one fails', async () => {
    const failing = () => async () => {
      await wait(50)
      throw new Error('fault')
    }
    const first = call('a', 'hash', failing)
    const second = wait(10).then(() => call('a'))

    await expect(first).rejects.toThrow('fault')
    expect(await second).toMatchObject({ number: 1 })
  })
})
