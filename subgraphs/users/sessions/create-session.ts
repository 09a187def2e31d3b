import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import { characters } from '@varal/platform/plain-text'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { credentialsByEmail, credentialsByHandle } from '../accounts/reads.ts'
import { readEmail } from '../email.ts'
import { readHandle } from '../handle.ts'
import { knownPassword } from '../own-password.ts'
import { isPassword } from '../passwords.ts'
import { otpCode, type Proof, readProof, spendProof } from '../second-factor-proof.ts'
import { type OpenSession, openSession } from './open-session.ts'
import { countAttempt, forgetAttempts } from './sign-in-limits.ts'

export const createSessionInput = z.object({
  handleOrEmail: z.string().trim().check(characters(1, 254)),
  password: knownPassword,
  otp: otpCode.nullish(),
})
type CreateSessionInput = z.output<typeof createSessionInput>

const otpPath = ['input', 'otp']

/** Opens a session for whom `checkCredentials` has found, and uses their code up. */
export async function createSession(
  work: Work,
  _viewer: Viewer,
  _input: CreateSessionInput,
  { userId, device, proof }: Checked,
): Promise<Outcome<OpenSession>> {
  if (proof && !(await spendProof(work, userId, proof))) return refuse('CODE_INVALID', otpPath)
  return openSession(work, userId, device)
}

interface Checked {
  readonly userId: UserId
  readonly device: string
  /** Null: they have no second factor. */
  readonly proof: Proof | null
}

/**
 * Whose name and password these are, and whose code, if they have a second factor: only who knows the password is told
 * that they have. A wrong name and a wrong password are refused alike, after the same time.
 * @throws OVERLOADED when too many sign in at once or attempts cannot be counted.
 */
export async function checkCredentials(
  { handleOrEmail, password, otp }: CreateSessionInput,
  ctx: Context<unknown>,
): Promise<Outcome<Checked>> {
  const name = readName(handleOrEmail)
  const refusal = await countAttempt(name.text, ctx)
  if (refusal) return refusal

  const credentials = await credentialsOf(ctx.db, name)
  const isTheirs = await isPassword(password, credentials?.passwordHash ?? null)
  if (!credentials || !isTheirs) return refuse('CREDENTIALS_INVALID')

  await forgetAttempts(name.text, ctx)
  const checked = { userId: credentials.id, device: ctx.caller.device }
  const { sealedSecret, factorConfirmedAt } = credentials
  if (sealedSecret === null || factorConfirmedAt === null) return { ...checked, proof: null }

  if (otp == null) return refuse('MFA_REQUIRED', otpPath)
  const proof = await readProof({ userId: credentials.id, sealedSecret }, otp, otpPath, ctx)
  return isRefusal(proof) ? proof : { ...checked, proof }
}

interface Name {
  readonly kind: 'handle' | 'email' | 'neither'
  /** As accounts keep it; what can be nobody's name, as it was typed. */
  readonly text: string
}

function readName(typed: string): Name {
  const handle = readHandle(typed.replace(/^@/, ''))
  if (handle) return { kind: 'handle', text: handle }
  const email = readEmail(typed)
  return email ? { kind: 'email', text: email } : { kind: 'neither', text: typed }
}

async function credentialsOf(db: Db, { kind, text }: Name) {
  if (kind === 'neither') return null
  const read = kind === 'handle' ? credentialsByHandle(db) : credentialsByEmail(db)
  return (await read([text]))[0] ?? null
}
