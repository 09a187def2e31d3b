import { createHmac, randomBytes } from 'node:crypto'
import type { WebhookRow } from './tables.ts'

export const SIGNATURE_HEADER = 'varal-signature'

/** 256 random bits behind a prefix by which a leaked one is recognised. */
export const mintSigningSecret = () => `varal_whsec_${randomBytes(32).toString('base64url')}`

type Secrets = Pick<WebhookRow, 'secret' | 'oldSecret' | 'oldSecretEndsAt'>

/**
 * `t=<Unix seconds>,v1=<HMAC-SHA256 of "t.body" with the secret, hexadecimal>`, with a second `v1` while an old secret is
 * good too. A receiver accepts any of them, if `t` is within five minutes of its own clock: what is older was replayed.
 */
export function signatureOf(body: string, { secret, oldSecret, oldSecretEndsAt }: Secrets, at: Date): string {
  const second = Math.floor(at.getTime() / 1_000)
  const isOldGood = oldSecretEndsAt !== null && oldSecretEndsAt > at
  const secrets = [secret, isOldGood ? oldSecret : null].filter((one) => one !== null)
  const signatures = secrets.map((key) => createHmac('sha256', key).update(`${second}.${body}`).digest('hex'))
  return [`t=${second}`, ...signatures.map((signature) => `v1=${signature}`)].join(',')
}
