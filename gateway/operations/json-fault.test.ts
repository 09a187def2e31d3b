import { describe, expect, test } from 'vitest'
import { jsonFault } from './json-fault.ts'

const faultIn = (text: string) => jsonFault(JSON.parse(text), text)
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)

describe('the JSON of a request', () => {
  test.each([
    '{"query":"{ a(b: \\"c\\") }","variables":{"query":{"query":1}}}',
    '{ "a" : ":" , "b":"\\":", "c":"\\\\", "d\\"":":\\\\\\":" }',
    '[{"a":[1,"a",null,{"a":true}]},{"a":{}}]',
    '{"":{"":""}}',
    '"a:b"',
    '7',
    `{"a":${nested(99, '[', ']')}}`,
  ])('%s has no fault', (text) => {
    expect(faultIn(text)).toBeNull()
  })

  test.each([
    '{"query":"a","query":"b"}',
    '{"query":"a","qu\\u0065ry":"b"}',
    '{"variables":{"a":{"b":[{"c":1,"c" \n\t : 1}]}}}',
    '{"a\\\\":1,"a\\\\":2}',
    '{"a\\"":1,"a\\"":2}',
  ])('%s says something twice', (text) => {
    expect(faultIn(text)).toBe('The JSON gives a member twice.')
  })

  test('does not go thousands of levels deep, which would end the stack', () => {
    for (const text of [nested(40_000, '[', ']'), `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`])
      expect(faultIn(text)).toMatch('more than 100 levels')
  })

  test('does not forge what objects are', () => {
    for (const key of ['__proto__', '\\u005f_proto__'])
      expect(faultIn(`{"a":[{"${key}":{}}]}`)).toBe('The JSON has a member that no request has.')
    expect(faultIn('{"a":"__proto__","constructor":1,"toString":2}')).toBeNull()
  })
})
