import { isUniqueViolation } from '@varal/platform/faults'
import { isRefusal, type Outcome, type Refusal, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { birthDate } from '../birth-date.ts'
import { emailAddress, foldEmail } from '../email.ts'
import { newHandle } from '../handle.ts'
import type { Ctx } from '../loaders.ts'
import { birthDateRefusal, localeTag, openAccount } from '../open-account.ts'
import { NO_PASSWORD } from '../passwords.ts'
import { otpCode, type Proof, readProof, spendProof } from '../second-factor-proof.ts'
import { holdersOfEmails, holdersOfSubjects } from './reads.ts'
import { codeShape, openCode, spendSignInCode } from './sign-in-code.ts'
import { suggestedProfile } from './suggested-profile.ts'
import { identities, type SignInCodeRow } from './tables.ts'

const newcomerShape = z.object({
  name: line(1, 60),
  handle: newHandle,
  email: emailAddress.nullish(),
  birthDate: birthDate.nullish(),
  locale: localeTag.nullish(),
})

export const signInWithCodeInput = z.object({
  ...codeShape,
  otp: otpCode.nullish(),
  newcomer: newcomerShape.nullish(),
})
type SignInWithCodeInput = z.output<typeof signInWithCodeInput>

const newcomerPath = ['input', 'newcomer']
const otpPath = ['input', 'otp']

type Prepared = { readonly told: SignInCodeRow } & (
  | { readonly userId: UserId; readonly proof: Proof | null }
  | { readonly newcomer: z.output<typeof newcomerShape>; readonly email: string; readonly locale: string }
)

/**
 * Whom the provider's word makes of a client. Neither an e-mail address nor anything but issuer and subject finds an account: who
 * has one with the same address signs in to it as before, and links the provider to it.
 */
export async function prepareSignIn(input: SignInWithCodeInput, ctx: Ctx): Promise<Outcome<Prepared>> {
  const told = await openCode(input, ctx)
  if (isRefusal(told)) return told
  const [holder] = await holdersOfSubjects(ctx.db)(told.issuer, [told.subject])
  if (!holder) return prepareNewcomer(told, input.newcomer, ctx)

  const { userId, sealedSecret, factorConfirmedAt } = holder
  if (sealedSecret === null || factorConfirmedAt === null) return { told, userId, proof: null }
  if (input.otp == null) return refuse('MFA_REQUIRED', otpPath)
  const proof = await readProof({ userId, sealedSecret }, input.otp, otpPath, ctx)
  return isRefusal(proof) ? proof : { told, userId, proof }
}

async function prepareNewcomer(
  told: SignInCodeRow,
  newcomer: SignInWithCodeInput['newcomer'],
  { db, clock, settings, caller }: Ctx,
): Promise<Outcome<Prepared>> {
  const email = newcomer?.email ?? told.email
  if (email !== null && (await holdersOfEmails(db)([foldEmail(email)])).length > 0)
    return refuse('EMAIL_TAKEN', [...newcomerPath, 'email'])
  if (newcomer == null) {
    const refusal = { ...refuse('REGISTRATION_REQUIRED', newcomerPath), suggested: suggestedProfile(told) }
    return refusal
  }
  if (email === null)
    return { userErrors: [{ code: 'VALIDATION_FAILED', path: [...newcomerPath, 'email'], fault: { kind: 'EMPTY' } }] }
  const path = [...newcomerPath, 'birthDate']
  const tooYoung: Refusal | null = birthDateRefusal(newcomer.birthDate, clock.now(), settings.minimumAge, path)
  return tooYoung ?? { told, newcomer, email, locale: newcomer.locale ?? caller.language }
}

/** Uses the code up, and says who is to be signed in: whose identity it is, or somebody new, whose it becomes. */
export async function signInWithCode(
  work: Work,
  _viewer: Viewer,
  _input: SignInWithCodeInput,
  prepared: Prepared,
): Promise<Outcome<{ userId: UserId }>> {
  const spent = await spendSignInCode(work, prepared.told)
  if (isRefusal(spent)) return spent
  return 'userId' in prepared ? useIdentity(work, prepared) : registerNewcomer(work, prepared)
}

async function useIdentity(
  work: Work,
  { told, userId, proof }: Extract<Prepared, { userId: UserId }>,
): Promise<Outcome<{ userId: UserId }>> {
  const isThis = and(
    eq(identities.issuer, told.issuer),
    eq(identities.subject, told.subject),
    eq(identities.userId, userId),
  )
  const used = await work.db
    .update(identities)
    .set({ lastUsedAt: work.at, email: told.email })
    .where(isThis)
    .returning({ userId: identities.userId })
  // Unlinked since it was looked up.
  if (used.length === 0) return refuse('CODE_INVALID', ['input', 'code'])
  if (proof && !(await spendProof(work, userId, proof))) return refuse('CODE_INVALID', otpPath)
  return { userId }
}

async function registerNewcomer(
  work: Work,
  { told, newcomer, email, locale }: Extract<Prepared, { email: string }>,
): Promise<Outcome<{ userId: UserId }>> {
  const { name: displayName, handle, birthDate = null } = newcomer
  // Only the provider's own word, about its own address, spares anybody the mail.
  const isEmailVerified = told.emailVerified && told.email !== null && foldEmail(email) === foldEmail(told.email)
  const account = { email, isEmailVerified, passwordHash: NO_PASSWORD, locale, birthDate, handle, displayName }
  const opened = await openAccount(work, { ...account, location: null }, newcomerPath)
  if (isRefusal(opened)) return opened

  const { issuer, subject, providerName } = told
  const row = { issuer, subject, providerName, email: told.email, userId: opened.userId }
  // A savepoint: the same person may have come twice at the same time.
  const isTaken = await work.db
    .transaction((inner) => inner.insert(identities).values({ ...row, linkedAt: work.at, lastUsedAt: work.at }))
    .then(() => false, isUniqueViolation)
  return isTaken ? refuse('IDENTITY_TAKEN', ['input', 'code']) : opened
}
