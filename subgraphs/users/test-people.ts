import { randomUUID } from 'node:crypto'
import type { Db } from '@varal/platform/db'
import { decodeId } from '@varal/platform/global-ids'
import type { Actor, Viewer } from '@varal/platform/viewer'
import { type SQL, sql } from 'drizzle-orm'

/** For this folder's tests: how people register and sign in, and who their tokens say they are. */

/** The subgraph under test. */
interface App {
  readonly db: Db
  ask(query: string, variables?: object, as?: Viewer): Promise<any>
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: string
}

export interface UserErrors {
  readonly userErrors: readonly { code: string; path: string[] | null; message: string; retryAfterMs?: number }[]
}

const errors = 'userErrors { code path message ... on RateLimitedError { retryAfterMs } }'

export const PASSWORD = 'a lamp, a moth, a window'

export const registration = (handle: string, given: object = {}) => ({
  name: `${handle} of the tests`,
  email: `${handle}@example.org`,
  password: PASSWORD,
  handle,
  idempotencyKey: randomUUID(),
  ...given,
})

interface Registered extends UserErrors {
  readonly tokens: Tokens | null
  readonly viewer: { email: string; locale: string; user: { id: string; handle: string; displayName: string } } | null
}

export async function register(app: App, input: object): Promise<Registered> {
  const text = `mutation ($input: RegisterInput!) { register(input: $input) {
    tokens { accessToken refreshToken expiresAt } viewer { email locale user { id handle displayName } } ${errors} } }`
  return (await app.ask(text, { input })).register
}

/** Somebody new, signed in. */
export async function newcomer(app: App, handle: string): Promise<Actor & { readonly tokens: Tokens }> {
  const { tokens } = await register(app, registration(handle))
  return { ...actorOf(tokens!), tokens: tokens! }
}

export async function signIn(app: App, handleOrEmail: string, password = PASSWORD) {
  const text = `mutation ($input: CreateSessionInput!) { createSession(input: $input) {
    tokens { accessToken refreshToken expiresAt } ${errors} } }`
  const { createSession } = await app.ask(text, { input: { handleOrEmail, password } })
  return createSession as UserErrors & { readonly tokens: Tokens | null }
}

export async function refresh(app: App, refreshToken: string) {
  const text = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) {
    tokens { accessToken refreshToken expiresAt } ${errors} } }`
  const { refreshSession } = await app.ask(text, { input: { refreshToken } })
  return refreshSession as UserErrors & { readonly tokens: Tokens | null }
}

export async function endSession(app: App, as: Actor, sessionId?: string) {
  const text = `mutation ($input: EndSessionInput!) { endSession(input: $input) { endedSessionId ${errors} } }`
  const { endSession } = await app.ask(text, { input: sessionId === undefined ? {} : { sessionId } }, as)
  return endSession as UserErrors & { readonly endedSessionId: string | null }
}

export async function updateProfile(app: App, as: Actor, input: object) {
  const text = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
    user { id displayName bio avatar { id } cover { id } fields { name value } website location version } ${errors} } }`
  return (await app.ask(text, { input }, as)).updateProfile as UserErrors & { readonly user: any }
}

/** Whom an access token names. */
export function actorOf({ accessToken }: Tokens): Actor {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString())
  return { kind: 'user', id: decodeId('User', claims.sub)!, sessionId: decodeId('Session', claims.sid)! }
}

/** What was refused, and where: `['HANDLE_TAKEN input.handle']`. */
export const refusals = ({ userErrors }: UserErrors) =>
  userErrors.map(({ code, path }) => (path ? `${code} ${path.join('.')}` : code))

/** Runs statements that fill tables, which may take longer than those of a request. */
export const fill = (app: App, statements: readonly SQL[]) =>
  app.db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = '30s'`)
    for (const statement of statements) await tx.execute(statement)
  })
