import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { dataDifference, errorDifference, unexplained } from './compare-answers.ts'

const error = (code: string, path: (string | number)[], message = code) =>
  new GraphQLError(message, { path, extensions: { code } })
const dead = (...path: (string | number)[]) => error('SUBGRAPH_UNAVAILABLE', path)

describe('two answers differ in their data', () => {
  test.each([
    ['a value', { a: 1 }, { a: 2 }, 'data.a: ours 1, stock 2'],
    ['a missing key', { a: {} }, { a: { b: null } }, 'data.a.b: only stock has it'],
    ['an element', { a: [1, null] }, { a: [1] }, 'data.a.1: only ours has it'],
    ['a list for an object', { a: [] }, { a: {} }, 'data.a: ours [], stock {}'],
    ['nothing for null', null, { a: 1 }, 'data: ours null, stock {"a":1}'],
  ])('by %s', (_, ours, stock, said) => {
    expect(dataDifference({ data: ours }, { data: stock })).toBe(said)
  })

  test('but not by the order of keys, or what they inherit', () => {
    const bare = Object.assign(Object.create(null), { b: 2, a: 1 })
    expect(dataDifference({ data: { a: 1, b: 2 } }, { data: bare })).toBeNull()
  })
})

describe('errors', () => {
  test('are counted, with path, message and code', () => {
    const one = error('FORBIDDEN', ['a', 0])
    expect(errorDifference({ errors: [one, one] }, { errors: [one, one] })).toBeNull()
    expect(errorDifference({ errors: [one] }, { errors: [one, one] })).toMatch('missing')
    expect(errorDifference({ errors: [one, one] }, { errors: [one] })).toMatch('too many')
    expect(errorDifference({ errors: [error('FORBIDDEN', ['a', 1])] }, { errors: [one] })).toMatch('missing')
    expect(errorDifference({ errors: [error('FORBIDDEN', ['a', 0], 'other')] }, { errors: [one] })).toMatch('missing')
  })

  test('of what does not fit the schema may be told in addition, at empty places', () => {
    const fault = error('INTERNAL', ['a', 'b'])
    expect(errorDifference({ data: { a: null }, errors: [fault] }, { data: { a: null } })).toBeNull()
    expect(errorDifference({ data: { a: { b: 1 } }, errors: [fault] }, {})).toMatch('too many')
  })

  test('must say why nothing is left', () => {
    expect(errorDifference({ data: null }, { data: null })).toMatch('without saying why')
  })
})

describe('a hole that a dead subgraph leaves', () => {
  const healthy = { data: { posts: [{ title: 't', author: { name: 'n' } }], me: { name: 'n' } } }
  const hole = { posts: [{ title: 't', author: { name: null } }], me: { name: 'n' } }

  test('is explained at its place, within it, or beside it', () => {
    for (const reason of [dead('posts', 0, 'author', 'name'), dead('posts', 0, 'author', 'id')])
      expect(unexplained({ data: hole, errors: [reason] }, healthy)).toBeNull()
    const taken = { posts: null, me: { name: 'n' } }
    expect(unexplained({ data: taken, errors: [dead('posts', 0, 'author', 'name')] }, healthy)).toBeNull()
  })

  test('is not explained elsewhere', () => {
    const elsewhere = 'nothing says why ["posts",0,"author","name"] is empty'
    expect(unexplained({ data: hole }, healthy)).toBe(elsewhere)
    expect(unexplained({ data: { ...hole, me: null }, errors: [dead('me')] }, healthy)).toBe(elsewhere)
  })

  test('is not told of where there is none', () => {
    const untrue = unexplained({ data: healthy.data, errors: [dead('me', 'name')] }, healthy)
    expect(untrue).toMatch('an error at a place that is not empty')
  })
})
