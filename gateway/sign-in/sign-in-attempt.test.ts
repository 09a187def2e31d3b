import { manualClock } from '@varal/platform/clock'
import { expect, test } from 'vitest'
import { type SignInAttempt, signInAttempts } from './sign-in-attempt.ts'

const clock = manualClock(new Date('2026-03-01T12:00:00.000Z'))
const attempts = signInAttempts({ secret: 'a secret of the tests', isSecure: true, clock })
const attempt: SignInAttempt = {
  ...{ state: 'state', nonce: 'nonce', verifier: 'verifier', challenge: 'challenge' },
  returnTo: 'https://photos.example/signed-in',
}
const begun = () => attempts.begin('example', attempt).split(';')[0] ?? ''

test('an attempt is read again by its own provider, among other cookies', () => {
  expect(attempts.read('example', `theme=dark; ${begun()}; other=1`)).toEqual(attempt)
  expect(attempts.read('other', begun())).toBeNull()
  expect(attempts.read('example', undefined)).toBeNull()
})

test('neither the browser nor its scripts can read it, and other sites cannot have it sent along', () => {
  const cookie = attempts.begin('example', attempt)
  expect(cookie).toMatch(
    /^__Secure-varal-sign-in=[\w-]+; Path=\/sign-in\/example; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  )
  expect(Buffer.from(begun().split('=')[1] ?? '', 'base64url').toString('latin1')).not.toContain('verifier')
  expect(attempts.end('example')).toContain('Max-Age=0')
})

test('one that was altered, or made elsewhere, is none', () => {
  const elsewhere = signInAttempts({ secret: 'another secret', isSecure: true, clock })
  const last = begun().at(-2) === 'A' ? 'B' : 'A'
  for (const cookie of [
    `${begun().slice(0, -2)}${last}A`,
    `${begun().slice(0, -9)}`,
    '__Secure-varal-sign-in=',
    begun().replace('=', '=x'),
  ])
    expect(attempts.read('example', cookie)).toBeNull()
  expect(elsewhere.read('example', begun())).toBeNull()
})

test('it lasts ten minutes, whatever the browser keeps', () => {
  const cookie = begun()
  clock.advance(10 * 60_000 - 1)
  expect(attempts.read('example', cookie)).toEqual(attempt)
  clock.advance(1)
  expect(attempts.read('example', cookie)).toBeNull()
})
