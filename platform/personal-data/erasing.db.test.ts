import type { ErasureId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type TestDatabase } from '../../testing/parts.ts'
import { rowsOf } from '../db.ts'
import { mintId } from '../mint-id.ts'
import { erasuresDue, outbox } from '../tables.ts'
import { type ErasureStep, eraseDue, erasing, type Leaving } from './erasing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openDatabase()
  await database.db.execute(sql`create table things (person_id uuid not null, number int not null)`)
})
afterAll(() => database[Symbol.asyncDispose]())

const someone = (): Leaving => ({
  userId: mintId('User', new Date()) as UserId,
  erasureId: mintId('Erasure', new Date()) as ErasureId,
})

/** Forgets things in batches of ten, and fails after so many batches. */
function stepThatFailsAfter(batches: number): ErasureStep {
  let left = batches
  return {
    as: 'forget-things',
    after: ['users.account.erasing', 'social.account.erased'],
    forget: [
      async ({ db }, userId) => {
        const { rowCount } = await db.execute(sql`
          delete from things where ctid = any(array(select ctid from things where person_id = ${userId} limit 10))`)
        if (left-- === 0) throw new Error('The process was killed')
        return (rowCount ?? 0) > 0
      },
    ],
    tell: (work, leaving) => work.announce('feed.account.erased', leaving),
  }
}

const erase = (step: ErasureStep) =>
  eraseDue(step, { ...database, objects: {} as never, signal: new AbortController().signal })

async function hear(step: ErasureStep, name: string, leaving: Leaving): Promise<void> {
  const handler = erasing(step).find((one) => one.kind === 'fact' && one.event === name)
  if (handler?.kind !== 'fact') throw new Error(`Nobody hears ${name}`)
  await database.work((work) => handler.run([{ name, data: leaving } as never], work))
}

const thingsOf = async ({ userId }: Leaving) =>
  (await rowsOf(database.db, sql`select from things where person_id = ${userId}`)).length

test('an erasure waits for all that it comes after, goes on where it was interrupted, and tells of its end once', async () => {
  const [ada, ben] = [someone(), someone()]
  for (const { userId } of [ada, ben])
    await database.db.execute(sql`insert into things select ${userId}::uuid, n from generate_series(1, 35) as n`)

  const killed = stepThatFailsAfter(2)
  await hear(killed, 'users.account.erasing', ada)
  await erase(killed)
  expect(await thingsOf(ada)).toBe(35)

  await hear(killed, 'social.account.erased', ada)
  await hear(killed, 'social.account.erased', ada)
  await expect(erase(killed)).rejects.toThrow('killed')
  expect(await thingsOf(ada)).toBe(15)
  expect(await database.db.select().from(outbox)).toEqual([])

  const whole = stepThatFailsAfter(-1)
  await erase(whole)
  await erase(whole)
  expect([await thingsOf(ada), await thingsOf(ben)]).toEqual([0, 35])
  expect(await database.db.select().from(erasuresDue)).toEqual([])
  const told = await database.db.select().from(outbox)
  expect(told.map(({ name, data }) => [name, data])).toEqual([['feed.account.erased', ada]])
})
