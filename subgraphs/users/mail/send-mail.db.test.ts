import { sealedCursors } from '@varal/platform/cursors'
import type { Job } from '@varal/platform/handlers'
import { memoryLive } from '@varal/platform/live/memory-live'
import type { MailMessage } from '@varal/platform/mail/mail'
import { workOn } from '@varal/platform/work'
import type { DomainEvent } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { newcomer } from '../test-people.ts'
import { sendMail } from './send-mail.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const HOUR_MS = 60 * 60 * 1_000

/** A mail that waits for somebody new, and what sends it. */
async function waiting(handle: string) {
  await newcomer(app, handle)
  const { data } = (await app.announced()).findLast(({ name }) => name === 'users.mail.queued')!
  const event = { id: data.mailId, name: 'users.mail.queued', at: app.clock.now().toISOString(), data } as DomainEvent
  const sent: MailMessage[] = []
  const job = {
    ...{ db: app.db, clock: app.clock, cursors: sealedCursors('a secret of this test of 32 characters') },
    ...{ settings: { minimumAge: 13, webUrl: null }, mail: { send: async (one: MailMessage) => void sent.push(one) } },
  } as unknown as Job
  const rows = async () => (await app.db.execute(sql`select id from mails where id = ${data.mailId}`)).rows.length
  return { sent, rows, run: (more: object = {}) => sendMail.run(event, { ...job, ...more }), event }
}

test('a mail whose job runs twice at the same time says the same each time, and afterwards nothing is sent', async () => {
  const mail = await waiting('ada')
  await Promise.all([mail.run(), mail.run()])
  const [first, ...more] = mail.sent
  expect(first?.to).toBe('ada@example.org')
  for (const one of more) expect(one).toEqual(first)
  await mail.run()
  expect(mail.sent).toHaveLength(1 + more.length)
})

test('a mail that the server does not take stays, and has the same code at the next attempt', async () => {
  const mail = await waiting('ben')
  const refused: MailMessage[] = []
  const send = async (one: MailMessage) => {
    refused.push(one)
    throw new Error('451')
  }
  await expect(mail.run({ mail: { send } })).rejects.toThrow('451')
  expect(await mail.rows()).toBe(1)
  await mail.run()
  expect(mail.sent).toEqual(refused)
  expect(await mail.rows()).toBe(0)
})

test('a mail that is given up, or has waited for a day, is not sent', async () => {
  const [one, another] = [await waiting('cleo'), await waiting('dora')]
  await using live = memoryLive()
  const work = workOn({ db: app.db, clock: app.clock, live })
  await work((unit) => sendMail.giveUp(one.event, unit, new Error('550')))
  app.clock.advance(24 * HOUR_MS)
  for (const mail of [one, another]) {
    await mail.run()
    expect(mail.sent).toEqual([])
    expect(await mail.rows()).toBe(0)
  }
})
