import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { SELECTIONS_MAX, selectionLimit } from './selection-limit.ts'

const schema = buildSchema('type Query { me: Query name: String }')
const errors = (text: string) => validate(schema, parse(text), [selectionLimit]).map(({ message }) => message)

describe('the limit of selections', () => {
  test('lets tools introspect', () => {
    expect(errors(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))).toEqual([])
  })

  test('counts a fragment wherever it is spread, in no time', () => {
    const bomb = Array.from(
      { length: 26 },
      (_, n) => `fragment f${n} on Query { a: me { ...f${n + 1} } b: me { ...f${n + 1} } }`,
    )
    const text = `{ ...f0 } ${bomb.join('\n')} fragment f26 on Query { name }`
    const beganMs = performance.now()
    expect(errors(text)).toEqual([expect.stringMatching(/selects \d{9} fields; at most 2000/)])
    expect(performance.now() - beganMs).toBeLessThan(500)
  })

  test('counts fields as they stand', () => {
    const fields = (count: number) => `{ ${Array.from({ length: count }, (_, n) => `f${n}: name`).join(' ')} }`
    expect(errors(fields(SELECTIONS_MAX))).toEqual([])
    expect(errors(fields(SELECTIONS_MAX + 1))).toHaveLength(1)
  })

  test('is not led in circles', () => {
    expect(errors('{ ...a } fragment a on Query { me { ...b } } fragment b on Query { ...a }')).toEqual([])
    expect(errors('{ ...missing }')).toEqual([])
  })
})
