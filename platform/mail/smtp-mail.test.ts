import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { isOutage } from '../faults.ts'
import { mailContract } from './mail.contract.ts'
import { smtpMail } from './smtp-mail.ts'

const from = 'Varal <no-reply@varal.example>'
const message = { to: 'ada@example.org', subject: 'Hello', text: 'a secret of this test' }

/** A mail server of the test's own. @param refusal what it says to every address, such as 550 */
async function open({ refusal, hasTls = false }: { refusal?: number; hasTls?: boolean } = {}) {
  const mails: string[] = []
  const recipients: string[][] = []
  const names: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: hasTls ? [] : ['STARTTLS'],
    logger: false,
    onAuth({ username = '', password }, _session, done) {
      names.push(username)
      done(password === 'p@ss' ? null : new Error('no'), { user: username })
    },
    onRcptTo({ address }, _session, done) {
      const no = refusal && Object.assign(new Error(`<${address}> is not here`), { responseCode: refusal })
      done(no || null)
    },
    onData(stream, session, done) {
      recipients.push(session.envelope.rcptTo.map(({ address }) => address))
      text(stream).then((mail) => {
        mails.push(mail)
        done(null)
      }, done)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as { port: number }
  const mail = smtpMail({ url: `smtp://127.0.0.1:${port}`, from })
  return {
    port,
    names,
    recipients,
    mail,
    received: async () => mails,
    async [Symbol.asyncDispose]() {
      await mail[Symbol.asyncDispose]()
      await new Promise<void>((resolve) => server.close(resolve))
    },
  }
}

mailContract('a mail server', open)

const faultOf = (sending: Promise<void>) =>
  sending.then(
    () => null,
    (error: Error & { code?: string }) => error,
  )

describe('a mail server', () => {
  test('gets each mail for one recipient', async () => {
    await using server = await open()
    await server.mail.send({ ...message, to: 'ada+tag@example.org' })
    await server.mail.send({ ...message, to: 'ada,ben@example.org' })
    expect(server.recipients).toEqual([['ada+tag@example.org'], ['"ada,ben"@example.org']])
  })

  test.each([550, 451])('that refuses with %i is a fault that names neither the address nor the text', async (code) => {
    await using server = await open({ refusal: code })
    const fault = await faultOf(server.mail.send(message))
    expect(fault?.message).toBe(`The mail server refused a mail with ${code}`)
    expect(fault?.cause).toBeUndefined()
    expect(`${fault?.stack}${JSON.stringify(fault)}`).not.toMatch(/ada|secret/)
    expect(isOutage(fault)).toBe(false)
  })

  test('that is away is an outage', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    await new Promise((resolve) => free.close(resolve))

    await using mail = smtpMail({ url: `smtp://127.0.0.1:${port}`, from })
    const fault = await faultOf(mail.send(message))
    expect(isOutage(fault)).toBe(true)
    expect(`${fault?.stack}`).not.toContain('ada@')
  })

  test('is told a name and a password over TLS only', async () => {
    await using server = await open()
    await using mail = smtpMail({ url: `smtp://varal:p%40ss@127.0.0.1:${server.port}`, from })
    expect(await faultOf(mail.send(message))).not.toBeNull()
    expect(server.names).toEqual([])
    expect(await server.received()).toEqual([])
  })
})
