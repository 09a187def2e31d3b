import { Secret, TOTP } from 'otpauth'

/** What all authenticator apps take, some of them without asking: RFC 6238 with SHA-1, six digits, 30 seconds. */
const shape = { issuer: 'Varal', algorithm: 'SHA1', digits: 6, period: 30 } as const
const SECRET_BYTES = 20
/** Clocks may differ by so many periods. */
const WINDOW = 1

export interface NewTotp {
  /** Base32, for typing. */
  readonly secret: string
  /** `otpauth://totp/…`, for showing as a QR code. */
  readonly uri: string
}

/** @param label what the authenticator app calls it */
export function newTotp(label: string): NewTotp {
  const secret = new Secret({ size: SECRET_BYTES })
  return { secret: secret.base32, uri: new TOTP({ ...shape, label, secret }).toString() }
}

/** Which 30 seconds, counted from 1970, a code belongs to; null if to none that is near. */
export function stepOf(code: string, secret: string, now: Date): number | null {
  const totp = new TOTP({ ...shape, secret: Secret.fromBase32(secret) })
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : totp.counter({ timestamp: now.getTime() }) + delta
}
