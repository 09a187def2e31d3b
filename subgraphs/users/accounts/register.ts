import type { Context } from '@varal/platform/context'
import { idempotencyKey } from '@varal/platform/mutation'
import type { Outcome } from '@varal/platform/outcome'
import { line, orNone } from '@varal/platform/plain-text'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { birthDate } from '../birth-date.ts'
import { emailAddress } from '../email.ts'
import { newHandle } from '../handle.ts'
import { openAccount } from '../open-account.ts'
import { hashPassword, newPassword } from '../passwords.ts'
import { birthDateRefusal } from './birth-date-refusal.ts'
import { localeTag } from './locale.ts'

export const registerInput = z.object({
  name: line(1, 60),
  email: emailAddress,
  password: newPassword,
  handle: newHandle,
  birthDate: birthDate.nullish(),
  location: line(0, 80).nullish(),
  locale: localeTag.nullish(),
  idempotencyKey,
})
type RegisterInput = z.output<typeof registerInput>

interface Prepared {
  readonly passwordHash: string
  readonly locale: string
}

/** Hashes the password before the transaction, so that no connection is held meanwhile. */
export async function prepareAccount(
  { birthDate, password, locale }: RegisterInput,
  { caller, clock, settings }: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const refusal = birthDateRefusal(birthDate, clock.now(), settings.minimumAge)
  return refusal ?? { passwordHash: await hashPassword(password), locale: locale ?? caller.language }
}

/** Creates an account with its profile, and mails a code to its address. */
export const register = (
  work: Work,
  _viewer: Viewer,
  { name, email, handle, birthDate = null, location }: RegisterInput,
  { passwordHash, locale }: Prepared,
): Promise<Outcome<{ userId: UserId }>> =>
  openAccount(
    work,
    {
      ...{ email, isEmailVerified: false, passwordHash, locale, birthDate },
      ...{ handle, displayName: name, location: orNone(location) },
    },
    ['input'],
  )
