import { describe, expect, test } from 'vitest'
import { storedSecrets } from './stored-secrets.ts'

const secrets = storedSecrets('a secret of more than thirty-two characters')

describe('a stored secret', () => {
  test('opens for the purpose that it was sealed for, and shows nothing of itself', () => {
    const sealed = secrets.seal('totp:ada', 'JBSWY3DP ä')
    expect(sealed).not.toContain('JBSWY3DP')
    expect(secrets.open('totp:ada', sealed)).toBe('JBSWY3DP ä')
    expect(secrets.seal('totp:ada', 'JBSWY3DP ä')).not.toBe(sealed)
  })

  test('opens for no other purpose, with no other key, and not after it was altered or cut', () => {
    const sealed = secrets.seal('totp:ada', 'JBSWY3DP')
    expect(() => secrets.open('totp:ben', sealed)).toThrow()
    expect(() => storedSecrets('another secret of more than 32 characters').open('totp:ada', sealed)).toThrow()
    const bytes = Buffer.from(sealed, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at]! ^= 1
      expect(() => secrets.open('totp:ada', altered.toString('base64url'))).toThrow()
      expect(() => secrets.open('totp:ada', bytes.subarray(0, at).toString('base64url'))).toThrow()
    }
  })
})
