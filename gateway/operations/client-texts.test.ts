import { parse, print } from 'graphql'
import { describe, expect, test } from 'vitest'
import { clientTexts, commonForm } from './client-texts.ts'

const text = 'query Post($id: ID!) { post(id: $id) { text { text } ...by } } fragment by on Post { author { handle } }'

describe('the texts of an operation', () => {
  test('begin with the one that was published, and repeat none', () => {
    const texts = clientTexts(text)
    expect(texts[0]).toBe(text)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts).toHaveLength(5)
    expect(clientTexts(print(parse('{\n  a\n}')))).toHaveLength(1)
  })

  test('leave what is within strings as it is', () => {
    const withLines = 'query A { a(text: """\n  one\n\n  two\n""") }\n\nquery B { b(text: "#\\"\\n\\n") }'
    expect(new Set(clientTexts(withLines).map((one) => print(parse(one)))).size).toBe(1)
  })

  test('cannot be made of what is none', () => {
    expect(() => clientTexts('query {')).toThrow('Syntax Error')
    expect(commonForm('query {')).toBeNull()
  })
})

describe('the common form', () => {
  test('is one for all texts of an operation', () => {
    const forms = clientTexts(text).map(commonForm)
    expect(new Set(forms).size).toBe(1)
    const [operation, fragment] = text.split(' fragment')
    expect(commonForm(`# a comment\nfragment${fragment}\n\n${operation}`)).toBe(forms[0])
  })

  test.each([
    ['another field', '{ a { b } }', '{ a { c } }'],
    ['another argument', '{ a(n: 1) { b } }', '{ a(n: 2) { b } }'],
    ['another name', '{ a { b } }', '{ a { x: b } }'],
    ['__typename under another name', '{ a { b } }', '{ a { b kind: __typename } }'],
    ['__typename under a condition', '{ a { b } }', '{ a { b __typename @include(if: true) } }'],
    ['nothing but __typename', '{ a { __typename } }', '{ a }'],
    ['another order of fields', '{ a { b c } }', '{ a { c b } }'],
    ['another kind', 'query { a }', 'mutation { a }'],
  ])('tells %s', (_what, one, other) => {
    expect(commonForm(one)).not.toBe(commonForm(other))
  })
})
