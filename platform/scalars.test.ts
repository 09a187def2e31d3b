import { Kind } from 'graphql'
import { describe, expect, test } from 'vitest'
import { scalars } from './scalars.ts'

describe('the scalars', () => {
  test('take text, and only text', () => {
    for (const scalar of Object.values(scalars)) {
      expect(scalar.parseValue('text')).toBe('text')
      for (const bad of [null, true, 1.5, {}, []]) expect(() => scalar.parseValue(bad)).toThrow(/is a string/)
      expect(scalar.parseLiteral({ kind: Kind.STRING, value: 'text' }, {})).toBe('text')
      expect(() => scalar.parseLiteral({ kind: Kind.BOOLEAN, value: true }, {})).toThrow()
    }
    expect(() => scalars.UUID.parseValue(5)).toThrow()
    expect(() => scalars.DateTime.parseLiteral({ kind: Kind.INT, value: '5' }, {})).toThrow()
  })

  test('take a Long as text or as a number that is exact', () => {
    expect(scalars.Long.parseValue(5)).toBe('5')
    expect(scalars.Long.parseLiteral({ kind: Kind.INT, value: '9007199254740993' }, {})).toBe('9007199254740993')
    for (const bad of [2 ** 53, 1.5, Number.NaN]) expect(() => scalars.Long.parseValue(bad)).toThrow()
    expect(scalars.Long.serialize(9_007_199_254_740_993n)).toBe('9007199254740993')
  })

  test('give moments in UTC with milliseconds, from whatever the database gave', () => {
    const moment = '2026-03-01T12:00:00.100Z'
    for (const given of [new Date(moment), moment, '2026-03-01 13:00:00.1+01'])
      expect(scalars.DateTime.serialize(given)).toBe(moment)
    expect(() => scalars.DateTime.serialize('soon')).toThrow()
  })
})
