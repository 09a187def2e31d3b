import { describe, expect, test } from 'vitest'
import type { Classification } from './classifier.ts'
import { judge } from './judge.ts'

const limits = { blurFrom: 0.5, hideFrom: 0.85 }
const frame = (scores: Partial<Classification['scores']>): Classification => ({
  scores: { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0, ...scores },
  embedding: [],
})
const sensitivity = (...scores: [Partial<Classification['scores']>, ...Partial<Classification['scores']>[]]) => {
  const [first, ...later] = scores
  return judge([frame(first), ...later.map(frame)], limits).sensitivity
}

describe('the verdict', () => {
  test('shows what is harmless, blurs from the lower threshold and hides from the upper one', () => {
    expect(sensitivity({ neutral: 0.98, porn: 0.01 })).toBe('SHOW')
    expect(sensitivity({ porn: 0.499 })).toBe('SHOW')
    expect(sensitivity({ porn: 0.5 })).toBe('BLUR')
    expect(sensitivity({ porn: 0.849 })).toBe('BLUR')
    expect(sensitivity({ porn: 0.85 })).toBe('HIDE')
  })

  test('adds what is drawn to what is filmed', () => {
    expect(sensitivity({ porn: 0.45, hentai: 0.45 })).toBe('HIDE')
  })

  test('hides nothing for bare skin alone', () => {
    expect(sensitivity({ sexy: 0.99 })).toBe('BLUR')
    expect(sensitivity({ sexy: 0.4 })).toBe('SHOW')
  })

  test('blurs a video for one frame, and hides it for three', () => {
    const [safe, unsafe] = [{ neutral: 1 }, { porn: 0.95 }]
    expect(sensitivity(safe, safe, unsafe, safe)).toBe('BLUR')
    expect(sensitivity(safe, unsafe, unsafe, unsafe)).toBe('HIDE')
  })

  test('has its findings highest first, with the worst frame and the mean of the three worst', () => {
    const { findings } = judge([frame({ sexy: 0.9 }), frame({ sexy: 0.6, porn: 0.3 })], limits)
    expect(findings.map(({ label, score }) => [label, score])).toEqual([
      ['SUGGESTIVE', 0.9],
      ['SEXUAL', 0.3],
    ])
    expect(findings[0].topScore).toBeCloseTo(0.75)
  })
})
