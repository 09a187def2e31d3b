import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { type SignInCodeRow, signInCodes } from './tables.ts'

export interface SignInCode {
  readonly code: string
}

/** SHA-256, base64url: also how a challenge is made of a verifier (RFC 7636, S256). */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** For choosing a handle, or looking a code of the second factor up. */
const OPENED_MS = 10 * 60 * 1_000

export const codeShape = {
  code: z.string().trim().min(1).max(100),
  verifier: z.string().min(43).max(128),
}

const invalid = refuse('CODE_INVALID', ['input', 'code'])

/**
 * What the provider said, for the client whose verifier this is. Its code is then good for ten minutes more, with the same
 * verifier: people take their time. With another verifier the code ends: it is in the wrong hands.
 */
export async function openCode(
  { code, verifier }: { readonly code: string; readonly verifier: string },
  { work }: Context<unknown>,
): Promise<Outcome<SignInCodeRow>> {
  const opened = await work(async ({ db, at }) => {
    const isThis = eq(signInCodes.hash, hashOf(code))
    const [found] = await db
      .select()
      .from(signInCodes)
      .where(and(isThis, gt(signInCodes.endsAt, at)))
      .for('no key update')
    if (!found) return null
    if (!isSame(found.challenge, hashOf(verifier))) {
      await db.delete(signInCodes).where(isThis)
      return null
    }
    if (found.openedAt) return found
    const endsAt = new Date(at.getTime() + OPENED_MS)
    await db.update(signInCodes).set({ openedAt: at, endsAt }).where(isThis)
    return { ...found, openedAt: at, endsAt }
  })
  return opened ?? invalid
}

/** Uses a code up that was opened, under any race. */
export async function spendSignInCode({ db, at }: Work, { hash }: SignInCodeRow): Promise<Outcome<object>> {
  const spent = await db
    .delete(signInCodes)
    .where(and(eq(signInCodes.hash, hash), gt(signInCodes.endsAt, at)))
    .returning({ hash: signInCodes.hash })
  return spent.length > 0 ? {} : invalid
}

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
