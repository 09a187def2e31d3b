import { parseOptions } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { hashPassword, isPassword, newPassword } from './passwords.ts'

describe('a password', () => {
  test('is kept as Argon2id with 19 MiB, two passes and its own salt', async () => {
    const [one, two] = await Promise.all([hashPassword('a lamp, a moth'), hashPassword('a lamp, a moth')])
    expect(one).not.toBe(two)
    expect(parseOptions(one)).toMatchObject({
      algorithm: 2,
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
      saltLen: 16,
    })
  })

  test('is the one only if every character is', async () => {
    const kept = await hashPassword('A lamp, a moth ')
    expect(await isPassword('A lamp, a moth ', kept)).toBe(true)
    for (const other of ['a lamp, a moth ', 'A lamp, a moth', '']) expect(await isPassword(other, kept)).toBe(false)
  })

  test('is nobody’s when there is no account', async () => {
    for (const any of ['', 'a lamp, a moth']) expect(await isPassword(any, null)).toBe(false)
  })

  test.each(['password1', 'Contraseña', '12345678', 'FLAMENGO'])('is not one that is tried first: %s', (common) => {
    expect(newPassword.safeParse(common).success).toBe(false)
  })
})
