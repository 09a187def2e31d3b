import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PASSWORD } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { shapes, startWorld, type World } from '../world/world.ts'

interface Answer {
  readonly data?: any
  readonly errors?: readonly { extensions: { retryable?: boolean } }[]
}

/** Asks as a client does: again, as long as the answer says that this may help. */
async function ask(world: World, query: string, variables: object): Promise<any> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ query, variables })
  let answer: Answer = {}
  await eventually('there is an answer', async () => {
    answer = (await (await fetch(`${world.gatewayUrl}/graphql`, { method: 'POST', headers, body })).json()) as Answer
    return !answer.errors?.[0]?.extensions.retryable
  })
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}

/** The code in a mail to this address with this subject, once it has arrived. */
async function codeIn(world: World, address: string, subject: string): Promise<string> {
  const dir = world.env['MAIL_DIR'] as string
  let code: string | undefined
  await eventually(`"${subject}" has arrived`, async () => {
    const names = await readdir(dir).catch(() => [])
    const mails = await Promise.all(
      names.filter((name) => name.endsWith('.eml')).map((name) => readFile(path.join(dir, name), 'utf8')),
    )
    const mail = mails.find((text) => text.includes(`To: ${address}`) && text.includes(`Subject: ${subject}`))
    code = mail && /^[\w-]{32}\r?$/m.exec(mail)?.[0].trim()
    return code !== undefined
  })
  return code as string
}

describe.each(shapes)('in %s', (shape) => {
  test('mails reach people, and their codes verify an address and reset a password', { timeout: 180_000 }, async () => {
    await using world = await startWorld(shape)
    const [ada] = await world.cast('ada')
    const email = `${ada.handle}@example.org`
    const token = await codeIn(world, email, 'Confirm your e-mail address')
    const { verifyEmail } = await ask(
      world,
      'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { email userErrors { code } } }',
      { input: { token } },
    )
    expect(verifyEmail).toEqual({ email, userErrors: [] })

    await ask(
      world,
      'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code } } }',
      { input: { email } },
    )
    const { resetPassword } = await ask(
      world,
      'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code } } }',
      { input: { token: await codeIn(world, email, 'Choose a new password'), newPassword: 'a window in the rain' } },
    )
    expect(resetPassword).toEqual({ userErrors: [] })
    const signIn = (password: string) =>
      ask(world, 'mutation ($input: CreateSessionInput!) { createSession(input: $input) { userErrors { code } } }', {
        input: { handleOrEmail: email, password },
      })
    expect(await signIn('a window in the rain')).toEqual({ createSession: { userErrors: [] } })
    expect(await signIn(PASSWORD)).toEqual({ createSession: { userErrors: [{ code: 'CREDENTIALS_INVALID' }] } })
  })
})
