import type { Actor, Viewer } from '@varal/platform/viewer'
import { newcomer, PASSWORD, type Tokens, type UserErrors } from './test-people.ts'

/** For this folder's tests: what people change of their accounts, and the mails that they get. */

interface App {
  readonly db: any
  readonly mails: readonly { to: string; subject: string; text: string }[]
  doJobs(): Promise<void>
  ask(query: string, variables?: object, as?: Viewer): Promise<any>
}

/** Sends a mutation. @param fields of its payload, beside `userErrors` */
export async function change(
  app: App,
  name: string,
  input: object,
  as?: Actor,
  fields = '',
): Promise<UserErrors & any> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`
  const text = `mutation ($input: ${type}) { ${name}(input: $input) {
    ${fields} userErrors { code path message ... on RateLimitedError { retryAfterMs } } } }`
  return (await app.ask(text, { input }, as))[name]
}

/** What has been mailed to an address, once the jobs are done. */
export async function mailsTo(app: App, address: string) {
  await app.doJobs()
  return app.mails.filter(({ to }) => to === address)
}

/** The code in the newest mail to an address. */
export async function codeTo(app: App, address: string): Promise<string> {
  const code = /^[\w-]{32}$/m.exec((await mailsTo(app, address)).at(-1)?.text ?? '')?.[0]
  if (!code) throw new Error('The newest mail has no code')
  return code
}

/** Somebody new whose address is verified. */
export async function verified(app: App, handle: string): Promise<Actor & { readonly tokens: Tokens }> {
  const person = await newcomer(app, handle)
  await change(app, 'verifyEmail', { token: await codeTo(app, `${handle}@example.org`) })
  return person
}

export async function signInWith(app: App, handleOrEmail: string, given: { password?: string; otp?: string | null }) {
  const input = { handleOrEmail, password: PASSWORD, ...given }
  return (await change(
    app,
    'createSession',
    input,
    undefined,
    'tokens { accessToken refreshToken expiresAt }',
  )) as UserErrors & { readonly tokens: Tokens | null }
}
