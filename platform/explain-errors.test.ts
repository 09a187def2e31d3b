import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { Mistake } from './errors.ts'
import { explainErrors } from './explain-errors.ts'
import type { Logger } from './log.ts'
import { anonymous } from './viewer.ts'

const caller = {
  viewer: anonymous,
  app: null,
  requestId: 'r1',
  language: 'en' as const,
  address: '192.0.2.1',
  device: 'x',
}

/** What becomes of an error, and what is logged of it. */
function explained(error: GraphQLError) {
  const logged: unknown[] = []
  const log = { error: (fields: unknown) => void logged.push(fields) } as unknown as Logger
  const [only] = explainErrors({ data: null, errors: [error] }, { query: '', caller }, log).errors ?? []
  return { shown: only?.toJSON(), logged }
}
const ofField = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['post', 0, 'text'], originalError })

describe('the errors of an answer', () => {
  test('show a mistake as it is, with its code, path and request, and log nothing', () => {
    const { shown, logged } = explained(ofField(new Mistake('FORBIDDEN', 'Not for you.')))

    expect(shown).toEqual({
      message: 'Not for you.',
      path: ['post', 0, 'text'],
      extensions: { code: 'FORBIDDEN', retryable: false, requestId: 'r1' },
    })
    expect(logged).toEqual([])
  })

  test('mask a fault, and log it with its request and path', () => {
    const fault = new Error('the password of the database is hunter2')
    const { shown, logged } = explained(ofField(fault))

    expect(JSON.stringify(shown)).not.toContain('hunter2')
    expect(shown).toMatchObject({
      path: ['post', 0, 'text'],
      extensions: { code: 'INTERNAL', retryable: true, requestId: 'r1' },
    })
    expect(logged).toEqual([{ requestId: 'r1', path: 'post.0.text', err: fault }])
  })

  test('say which faults pass by themselves', () => {
    const codeOf = (code: string) => explained(ofField(Object.assign(new Error('x'), { code }))).shown?.extensions
    expect(codeOf('ECONNREFUSED')).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', retryable: true })
    expect(codeOf('53300')).toMatchObject({ code: 'OVERLOADED', retryable: true })
    expect(codeOf('57014')).toMatchObject({ code: 'TIMEOUT', retryable: true })
  })

  test('take graphql’s own words about a request for the caller’s mistake', () => {
    const syntax = explained(new GraphQLError('Syntax Error: Unexpected "}".'))
    const variable = explained(
      new GraphQLError('Variable "$first" got invalid value "x"', {
        originalError: new GraphQLError('Int cannot represent'),
      }),
    )
    for (const { shown, logged } of [syntax, variable]) {
      expect(shown).toMatchObject({ extensions: { code: 'BAD_REQUEST', retryable: false } })
      expect(logged).toEqual([])
    }
  })

  test('take a fault of a stream, which has no path, for a fault', () => {
    expect(explained(new GraphQLError('x', { originalError: new Error('x') })).shown).toMatchObject({
      extensions: { code: 'INTERNAL' },
    })
  })

  test('blame text that no database stores on the caller', () => {
    const { shown, logged } = explained(ofField(Object.assign(new Error('invalid byte sequence'), { code: '22021' })))

    expect(shown).toMatchObject({ extensions: { code: 'BAD_REQUEST', retryable: false } })
    expect(logged).toEqual([])
  })
})
