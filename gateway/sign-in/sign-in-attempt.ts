import { hkdfSync } from 'node:crypto'
import type { Clock } from '@varal/platform/clock'
import { storedSecrets } from '@varal/platform/stored-secrets'
import { z } from 'zod'

/** Long enough for a second factor at the provider. */
const ATTEMPT_S = 10 * 60

const attemptShape = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  challenge: z.string(),
  returnTo: z.string(),
  endsMs: z.number(),
})

/** What the gateway must know again when the browser comes back: it is with the browser, which cannot read or change it. */
export type SignInAttempt = Omit<z.output<typeof attemptShape>, 'endsMs'>

export interface SignInAttempts {
  /** The value of `Set-Cookie`. */
  begin(providerId: string, attempt: SignInAttempt): string
  /** Null if there is none, it has ended, or it was not made here for this provider. */
  read(providerId: string, cookieHeader: string | undefined): SignInAttempt | null
  /** The value of `Set-Cookie` that ends it. */
  end(providerId: string): string
}

interface Parts {
  /** The same in all gateways of a system. */
  readonly secret: string
  /** Whether browsers reach the gateway over https alone. */
  readonly isSecure: boolean
  readonly clock: Clock
}

/** One at a time for each provider and browser: the last begun counts. `Lax`: the provider sends the browser back from its own site. */
export function signInAttempts({ secret, isSecure, clock }: Parts): SignInAttempts {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'varal attempts to sign in', 32)).toString('hex')
  const sealed = storedSecrets(key)
  const name = isSecure ? '__Secure-varal-sign-in' : 'varal-sign-in'
  const purpose = (providerId: string) => `sign-in:${providerId}`
  const cookie = (providerId: string, value: string, maxAgeS: number) =>
    `${name}=${value}; Path=/sign-in/${providerId}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`

  return {
    begin(providerId, attempt) {
      const endsMs = clock.now().getTime() + ATTEMPT_S * 1_000
      return cookie(providerId, sealed.seal(purpose(providerId), JSON.stringify({ ...attempt, endsMs })), ATTEMPT_S)
    },
    read(providerId, header = '') {
      const pair = header.split(';').find((one) => one.trim().startsWith(`${name}=`))
      if (!pair) return null
      try {
        const text = sealed.open(purpose(providerId), pair.trim().slice(name.length + 1))
        const { endsMs, ...attempt } = attemptShape.parse(JSON.parse(text))
        return endsMs > clock.now().getTime() ? attempt : null
      } catch {
        return null
      }
    },
    end: (providerId) => cookie(providerId, '', 0),
  }
}
