import { describe, expect, test } from 'vitest'
import { decodeId, encodeId, globalId } from './global-ids.ts'
import { mintId } from './mint-id.ts'

const id = mintId('Post', new Date())
const text = encodeId('Post', id)

describe('a global id', () => {
  test('goes out with its kind and comes back as the same id', () => {
    expect(text).toMatch(/^post_[0-9a-hjkmnp-tv-z]{26}$/)
    expect(decodeId('Post', text)).toBe(id)
  })

  test('is nobody’s if it is of another kind, has another form or is no text', () => {
    const others = [
      encodeId('User', id as never),
      id,
      text.slice(0, -1),
      `${text}0`,
      text.toUpperCase(),
      text.replace('post_', ''),
      `post_${'z'.repeat(26)}`,
      `post_${'8'.padEnd(26, '0')}`,
      `${text.slice(0, -1)}u`,
      ` ${text}`,
      '',
      'post_',
      'post_'.repeat(1_000),
      '__proto__',
      null,
      undefined,
      5,
      {},
      [text],
    ]
    for (const other of others) expect(decodeId('Post', other), String(other)).toBeNull()
  })

  test('is checked in inputs, where it becomes the id', () => {
    expect(globalId('Post').safeParse(text)).toMatchObject({ success: true, data: id })
    for (const bad of [encodeId('User', id as never), 'x', 5, null])
      expect(globalId('Post').safeParse(bad).success).toBe(false)
  })
})
