import { describe, expect, test } from 'vitest'
import { faultCode, faultText, isOutage, loggableFault } from './faults.ts'

const failing = (message: string, fields: object, cause?: Error) => Object.assign(new Error(message, { cause }), fields)
const query = (cause: Error) =>
  failing(
    'Failed query: select $1\nparams: ada@example.org',
    { query: 'select $1', params: ['ada@example.org'] },
    cause,
  )

describe('a fault', () => {
  test('is told by the code of its cause', () => {
    const codes: Record<string, string> = {
      57014: 'TIMEOUT',
      53300: 'OVERLOADED',
      53100: 'OVERLOADED',
      '57P01': 'SUBGRAPH_UNAVAILABLE',
      '08006': 'SUBGRAPH_UNAVAILABLE',
      ECONNREFUSED: 'SUBGRAPH_UNAVAILABLE',
      25006: 'SUBGRAPH_UNAVAILABLE',
      22021: 'BAD_REQUEST',
      23505: 'INTERNAL',
      40001: 'INTERNAL',
    }
    for (const [code, expected] of Object.entries(codes)) expect(faultCode(query(failing('', { code })))).toBe(expected)
    expect(faultCode(query(new Error('timeout exceeded when trying to connect')))).toBe('OVERLOADED')
    expect(faultCode(query(new Error('Connection terminated unexpectedly')))).toBe('SUBGRAPH_UNAVAILABLE')
    expect(faultCode('thrown text')).toBe('INTERNAL')
  })

  test('is an outage when the same will go well later', () => {
    expect(isOutage(failing('', { code: 'ECONNRESET' }))).toBe(true)
    expect(isOutage(failing('', { code: '53300' }))).toBe(true)
    expect(isOutage(failing('', { code: '57014' }))).toBe(false)
    expect(isOutage(new Error('a bug'))).toBe(false)
  })

  test('is logged without the values of its statement', () => {
    const duplicate = failing('duplicate key value', {
      code: '23505',
      constraint: 'users_email',
      detail: 'Key (email)=(ada@example.org) already exists.',
    })
    const malformed = failing('invalid input syntax for type uuid: "ada@example.org"', { code: '22P02' })
    for (const fault of [query(duplicate), query(malformed)]) {
      expect(JSON.stringify(loggableFault(fault))).not.toContain('ada@')
      expect(faultText(fault)).not.toContain('ada@')
    }
    expect(loggableFault(query(duplicate))).toMatchObject({
      message: 'Failed query: select $1',
      cause: { code: '23505', constraint: 'users_email' },
    })
  })

  test('may be its own cause', () => {
    const circular = new Error('round')
    circular.cause = circular

    expect(faultCode(circular)).toBe('INTERNAL')
    expect(faultText(circular)).toContain('round')
    expect(JSON.stringify(loggableFault(circular))).toContain('round')
  })
})
