import { createHash } from 'node:crypto'
import { sealedCursors } from '@varal/platform/cursors'
import { describe, expect, test } from 'vitest'
import { newRefreshToken, readRefreshToken, successorOf } from './refresh-token.ts'

const { hash } = sealedCursors('one secret of thirty-two characters')

describe('a refresh token', () => {
  test('has 256 bits and is known by its SHA-256', () => {
    const token = newRefreshToken()
    const bytes = Buffer.from(token.text, 'base64url')
    expect(bytes).toHaveLength(32)
    expect(token.hash).toBe(createHash('sha256').update(bytes).digest('base64url'))
    expect(newRefreshToken().text).not.toBe(token.text)
  })

  test('is read as it was given, and not otherwise', () => {
    const token = newRefreshToken()
    expect(readRefreshToken(token.text)).toEqual(token)
    const bent = [
      ` ${token.text}`,
      `${token.text}=`,
      token.text.slice(1),
      `${token.text}A`,
      '',
      '\u0000',
      'é'.repeat(43),
    ]
    for (const text of bent) expect(readRefreshToken(text)).toBeNull()
  })

  test('has one successor, of its family, that only the holder of the key can tell', () => {
    const token = newRefreshToken()
    const next = successorOf(token, hash)
    expect(successorOf(token, hash)).toEqual(next)
    expect(next.familyHash).toBe(token.familyHash)
    expect(next.hash).not.toBe(token.hash)
    expect(successorOf(next, hash).hash).not.toBe(next.hash)
    expect(successorOf(token, sealedCursors('another secret of thirty-two chars').hash).hash).not.toBe(next.hash)
  })
})
