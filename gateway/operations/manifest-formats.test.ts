import { describe, expect, test } from 'vitest'
import { parseManifest, UnreadableManifest } from './manifest-formats.ts'

const apollo = (operations: unknown, more = {}) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations, ...more })
const entry = { id: 'a1', name: 'Home', type: 'query', body: 'query Home { posts { id } }' }

describe('a manifest', () => {
  test('is read as Apollo writes it', () => {
    expect(parseManifest(apollo([entry]))).toEqual({
      format: 'Apollo',
      operations: [{ id: 'a1', name: 'Home', body: entry.body }],
    })
  })

  test('is read as Relay and graphql-codegen write it', () => {
    const text = JSON.stringify({ '5d41402a': 'query Home { a }', operations: 'subscription { b }', odd: 'query {' })
    expect(parseManifest(text).operations).toEqual([
      { id: '5d41402a', name: 'Home', body: 'query Home { a }' },
      { id: 'operations', name: 'operations', body: 'subscription { b }' },
      { id: 'odd', name: 'odd', body: 'query {' },
    ])
  })

  test.each([
    ['', 'not JSON'],
    ['{"a":', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{}', 'no operations'],
    [apollo([]), 'no operations'],
    [apollo([entry], { version: 2 }), 'version is 2'],
    [apollo([entry], { format: 'another' }), 'format is not known: "another"'],
    [apollo({}), 'not a list'],
    [apollo([entry, { ...entry, body: undefined }]), 'operation 2 has no "id", or no "body"'],
    [apollo([null]), 'operation 1 has no'],
    [apollo([entry, entry]), 'two operations with the id "a1"'],
    ['{"a":{"body":"{ a }"}}', 'under "a"'],
  ])('is not read from %s', (text, because) => {
    expect(() => parseManifest(text)).toThrow(UnreadableManifest)
    expect(() => parseManifest(text)).toThrow(because)
  })
})
