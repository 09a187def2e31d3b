import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { apiKeyHash, mintApiKey } from './api-key.ts'

describe('an API key', () => {
  test('is recognised by its prefix and length, never comes twice, and is known by its SHA-256', () => {
    const [key, other] = [mintApiKey(), mintApiKey()]
    expect(key.text).toMatch(/^varal_key_[A-Za-z0-9_-]{49}$/)
    expect(key.text).not.toBe(other.text)
    expect(key.hash).toBe(createHash('sha256').update(key.text).digest('hex'))
    expect(apiKeyHash(key.text)).toBe(key.hash)
    expect(key.text.endsWith(key.hint)).toBe(true)
    expect(key.hint).toHaveLength(4)
  })

  test('with any one character changed, added or left out is none', () => {
    const { text } = mintApiKey()
    for (let at = 0; at < text.length; at++) {
      const changed = text[at] === 'a' ? 'b' : 'a'
      expect(apiKeyHash(text.slice(0, at) + changed + text.slice(at + 1))).toBeNull()
      expect(apiKeyHash(text.slice(0, at) + text.slice(at + 1))).toBeNull()
    }
    for (const wrong of ['', ' ', `${text}a`, `${text}\n`, ` ${text}`, text.toUpperCase(), 'varal_key_'])
      expect(apiKeyHash(wrong)).toBeNull()
  })
})
