import { describe, expect, test } from 'vitest'
import { isOperationRefusal, type OperationRefusal } from './operation-refusal.ts'
import { type OperationRequest, readOperationRequest, readOperationSearch } from './operation-request.ts'

const HASH = 'a'.repeat(64)
const persistedQuery = { version: 1, sha256Hash: HASH }
const nothingElse = { operationName: undefined, variables: {}, extensions: {} }

function accepted(read: OperationRequest | OperationRefusal): OperationRequest {
  if (isOperationRefusal(read)) throw new Error(read.error.message)
  return read
}
function refused(read: OperationRequest | OperationRefusal): string {
  if (!isOperationRefusal(read)) throw new Error('It was accepted')
  expect([read.status, read.error.extensions.code]).toEqual([400, 'BAD_REQUEST'])
  return read.error.message
}

describe('a request for an operation', () => {
  test('is a text with its name and variables', () => {
    expect(accepted(readOperationRequest({ query: '{ a }' }))).toEqual({
      text: '{ a }',
      reference: null,
      ...nothingElse,
    })
    const whole = { query: 'query A { a }', operationName: 'A', variables: { error: 1 }, extensions: { more: true } }
    expect(accepted(readOperationRequest(whole))).toEqual({
      text: 'query A { a }',
      reference: null,
      operationName: 'A',
      variables: { error: 1 },
      extensions: { more: true },
    })
  })

  test('takes null and an empty text for what is not there', () => {
    const body = { query: '{ a }', operationName: '', variables: null, extensions: null, documentId: null }
    expect(accepted(readOperationRequest(body))).toEqual({ text: '{ a }', reference: null, ...nothingElse })
    const hashOnly = { query: '', extensions: { persistedQuery } }
    expect(accepted(readOperationRequest(hashOnly)).text).toBeNull()
  })

  test('names a text in any of the ways in which clients do', () => {
    const referenceIn = (body: object) => accepted(readOperationRequest(body)).reference
    expect(referenceIn({ extensions: { persistedQuery } })).toEqual({ by: 'persistedQuery', hash: HASH })
    expect(referenceIn({ documentId: `sha256:${HASH}` })).toEqual({ by: 'documentId', hash: HASH })
    expect(referenceIn({ documentId: HASH })).toEqual({ by: 'documentId', hash: HASH })
    expect(referenceIn({ documentId: 'd41d8cd98f00b204e9800998ecf8427e' })).toEqual({
      by: 'documentId',
      id: 'd41d8cd98f00b204e9800998ecf8427e',
    })
    expect(referenceIn({ documentId: `sha256:${HASH}`, extensions: { persistedQuery } })).toMatchObject({ hash: HASH })
    expect(referenceIn({ query: '{ a }', documentId: `sha256:${HASH}` })).toMatchObject({ hash: HASH })
  })

  test.each<[unknown, string]>([
    [[{ query: '{ a }' }], 'one operation at a time'],
    [null, 'JSON object'],
    ['{ a }', 'JSON object'],
    [7, 'JSON object'],
    [{}, '`query`, or its `documentId`'],
    [{ query: '' }, '`query`, or its `documentId`'],
    [{ query: { kind: 'Document' } }, '`query` is not a string'],
    [{ query: '{ a }', operationName: 1 }, '`operationName` is not a string'],
    [{ query: '{ a }', operationName: 'a'.repeat(201) }, 'more than 200'],
    [{ query: '{ a }', variables: '{}' }, '`variables` is not an object'],
    [{ query: '{ a }', variables: [] }, '`variables` is not an object'],
    [{ query: '{ a }', extensions: 'x' }, '`extensions` is not an object'],
    [{ query: '{ a }', extensions: { persistedQuery: 'x' } }, '`extensions.persistedQuery` is not an object'],
    [{ extensions: { persistedQuery: {} } }, 'version` is not 1'],
    [{ extensions: { persistedQuery: { ...persistedQuery, version: 2 } } }, 'version` is not 1'],
    [{ extensions: { persistedQuery: { ...persistedQuery, version: '1' } } }, 'version` is not 1'],
    [{ extensions: { persistedQuery: { version: 1 } } }, 'sha256Hash'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: HASH.slice(1) } } }, 'sha256Hash'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: HASH.toUpperCase() } } }, 'sha256Hash'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: `${HASH}\n` } } }, 'sha256Hash'],
    [{ documentId: 7 }, '`documentId` is not a string'],
    [{ documentId: 'sha256:abc' }, '64 hexadecimal digits'],
    [{ documentId: `sha256:${HASH.toUpperCase()}` }, '64 hexadecimal digits'],
    [{ documentId: `md5:${HASH}` }, 'scheme that is not known'],
    [{ documentId: 'x-mine:1' }, 'scheme that is not known'],
    [{ documentId: 'a b' }, 'printable'],
    [{ documentId: 'ação' }, 'printable'],
    [{ documentId: 'a'.repeat(129) }, 'printable'],
    [{ query: '{ a }', documentId: 'mine' }, 'either'],
    [{ documentId: 'mine', extensions: { persistedQuery } }, 'different operations'],
    [{ documentId: 'b'.repeat(64), extensions: { persistedQuery } }, 'different operations'],
  ])('is refused as %j', (body, because) => {
    expect(refused(readOperationRequest(body))).toContain(because)
  })
})

describe('the address of a GET', () => {
  test('says the same as a body', () => {
    const search = new URLSearchParams({
      query: 'query A($n: Int) { a(n: $n) }',
      operationName: 'A',
      variables: '{"n":1}',
      extensions: JSON.stringify({ persistedQuery }),
      unknown: 'ignored',
    })
    expect(accepted(readOperationSearch(`?${search}`))).toEqual({
      text: 'query A($n: Int) { a(n: $n) }',
      reference: { by: 'persistedQuery', hash: HASH },
      operationName: 'A',
      variables: { n: 1 },
      extensions: { persistedQuery },
    })
    expect(accepted(readOperationSearch(`?documentId=sha256%3A${HASH}&variables=`)).reference).toMatchObject({
      hash: HASH,
    })
  })

  test.each([
    ['', '`query`, or its `documentId`'],
    ['?', '`query`, or its `documentId`'],
    ['?query=%7Ba%7D&query=%7Bb%7D', '`query` is given more than once'],
    ['?query=%7Ba%7D&variables=%7B%7D&variables=%7B%7D', '`variables` is given more than once'],
    ['?query=%7Ba%7D&variables=%7B', '`variables` is not JSON'],
    ['?query=%7Ba%7D&variables=%5B%5D', '`variables` is not an object'],
    ['?query=%7Ba%7D&extensions=x', '`extensions` is not JSON'],
    ['?documentId=sha256:x', '64 hexadecimal digits'],
  ])('is refused as %j', (search, because) => {
    expect(refused(readOperationSearch(search))).toContain(because)
  })
})
