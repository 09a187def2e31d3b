import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { operationLimitRule, operationLimits } from './operation-limits.ts'
import { cpuMsOf } from './test-cpu-ms.ts'

const schema = buildSchema(`
  directive @tag(name: String!) repeatable on FIELD_DEFINITION
  type Query { me: Query name: String }
  type Mutation { signIn: Int @tag(name: "credentials")  register: Int @tag(name: "credentials")  rename: Int @tag(name: "x") }
`)
const rule = operationLimitRule(schema)
const errors = (text: string) => validate(schema, parse(text), [rule]).map(({ message }) => message)
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join(' ')
/** A spread of a fragment with one field is two selections. */
const selecting = (count: number) =>
  `{ me { ${'...n '.repeat((count - 1) / 2)} ${count % 2 === 0 ? 'name' : ''} } } fragment n on Query { name }`
const nested = (depth: number) => `{ ${'me { '.repeat(depth - 1)} name ${'}'.repeat(depth)}`

describe('the limits of an operation', () => {
  test('let tools introspect', () => {
    expect(errors(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))).toEqual([])
  })

  test.each([
    ['depth', nested, operationLimits.depthMax, 'is 13 fields deep; at most 12'],
    ['aliases', (n: number) => `{ me { ${times(n, (i) => `a${i}: name`)} } }`, 15, 'has 16 aliases; at most 15'],
    [
      'root fields',
      (n: number) => `{ ${times(n, (i) => `a${i}: name`)} }`,
      10,
      'has 11 fields at its root; at most 10',
    ],
    ['selections', selecting, 2_000, 'selects 2001 fields; at most 2000'],
    ['repeats', (n: number) => `{ me { ${'name '.repeat(n + 1)} } }`, 50, 'repeats 51 fields'],
    [
      'fragments',
      (n: number) => `{ me { name } } ${times(n, (i) => `fragment f${i} on Query { name }`)}`,
      100,
      'has 101 fragments; at most 100',
    ],
    ['directives', (n: number) => `{ name ${'@skip(if: false) '.repeat(n)} }`, 50, 'has 51 directives; at most 50'],
  ])('let through what is at most so much: %s', (_what, make, max, message) => {
    expect(errors(make(max))).toEqual([])
    expect(errors(make(max + 1))).toEqual([expect.stringContaining(message)])
  })

  test('see through fragments', () => {
    expect(errors(`{ me { ...a } } fragment a on Query { ${nested(11).slice(1, -1)} }`)).toEqual([])
    expect(errors(`{ me { ...a } } fragment a on Query { ${nested(12).slice(1, -1)} }`)).toHaveLength(1)
    expect(errors('{ ...a ...a } fragment a on Query { name name name name name name }')).toHaveLength(1)
    expect(errors(`{ me { ...a ...a } } fragment a on Query { ${times(8, (i) => `a${i}: name`)} }`)).toHaveLength(1)
  })

  test('do not take a name that is written twice for an alias', () => {
    expect(errors(`{ me { ${'name: name '.repeat(20)} } }`)).toEqual([])
  })

  test('allow one attempt to sign in, also when it is hidden in fragments', () => {
    expect(errors('mutation { signIn rename a: rename }')).toEqual([])
    expect(errors('mutation { signIn register }')).toEqual([expect.stringContaining('signs in 2 times')])
    expect(errors('mutation { ...a ... { b: signIn } } fragment a on Mutation { signIn }')).toHaveLength(1)
  })

  test('let the schema be read once, also when it is hidden in fragments', () => {
    expect(
      errors('{ __schema { types { name } } a: __type(name: "A") { name } b: __type(name: "B") { name } }'),
    ).toEqual([])
    const twice = [expect.stringContaining('reads the schema 2 times')]
    expect(errors('{ a: __schema { types { name } } b: __schema { types { name } } }')).toEqual(twice)
    expect(errors('{ __schema { types { name } a: types { name } } }')).toEqual(twice)
    expect(
      errors('{ ...a } fragment a on Query { __schema { ...b } } fragment b on __Schema { t: types { name } }'),
    ).toEqual(twice)
    expect(
      errors('{ __type(name: "A") { ...a } } fragment a on __Type { a: fields { name } b: fields { name } }'),
    ).toEqual(twice)
  })

  test('count a fragment wherever it is spread, in no time', () => {
    const bomb = times(26, (n) => `fragment f${n} on Query { a: me { ...f${n + 1} } b: me { ...f${n + 1} } }`)
    const document = parse(`{ ...f0 } ${bomb} fragment f26 on Query { name }`)
    const messages = validate(schema, document, [rule]).map(({ message }) => message)
    expect(cpuMsOf(() => validate(schema, document, [rule]))).toBeLessThan(20)
    expect(messages).toContainEqual(expect.stringMatching(/selects \d{9} fields; at most 2000/))
  })

  test('leave little to validate', () => {
    const siblings = `{ ${'me { name } '.repeat(51)} ${times(50, (n) => `...f${n}`)} }`
    const document = parse(`${siblings} ${times(50, (n) => `fragment f${n} on Query { me { name } }`)}`)
    expect(cpuMsOf(() => validate(schema, document, specifiedRules))).toBeLessThan(100)
  })

  test('are not led in circles', () => {
    expect(errors('{ ...a } fragment a on Query { me { ...b } } fragment b on Query { ...a }')).toEqual([])
    expect(errors('{ ...missing }')).toEqual([])
  })
})
