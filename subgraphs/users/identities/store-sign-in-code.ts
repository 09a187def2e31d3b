import { randomBytes } from 'node:crypto'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { z } from 'zod'
import { emailAddress } from '../email.ts'
import { hashOf, type SignInCode } from './sign-in-code.ts'
import { signInCodes } from './tables.ts'

/** From the provider to the client, through a browser: nobody types it. */
const CODE_MS = 60_000

export const storeSignInCodeInput = z.object({
  challenge: z.string().regex(/^[\w-]{43}$/),
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(255),
  providerName: z.string().min(1).max(60),
  // What a provider says of people is theirs to say: what does not fit here is left out, and nobody is kept out by it.
  email: emailAddress.nullish().catch(null),
  emailVerified: z.boolean(),
  displayName: z
    .string()
    .transform((name) => [...name].slice(0, 60).join(''))
    .nullish(),
})

/** Keeps what a provider has said of somebody, behind a code that is good for a minute, and for one client. */
export async function storeSignInCode(
  work: Work,
  _viewer: Viewer,
  { email = null, displayName = null, ...told }: z.output<typeof storeSignInCodeInput>,
): Promise<SignInCode> {
  const code = randomBytes(32).toString('base64url')
  await work.db.insert(signInCodes).values({
    ...told,
    hash: hashOf(code),
    email,
    emailVerified: told.emailVerified && email !== null,
    displayName,
    endsAt: new Date(work.at.getTime() + CODE_MS),
  })
  return { code }
}
