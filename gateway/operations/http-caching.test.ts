import { describe, expect, test } from 'vitest'
import { type CachedAnswer, httpCaching } from './http-caching.ts'

const answer: CachedAnswer = {
  method: 'GET',
  isIdentified: false,
  publicSeconds: 5,
  hasErrors: false,
  body: '{"data":{"post":{"id":"1"}}}',
  ifNoneMatch: undefined,
}

describe('an answer', () => {
  test('that is for everybody may be kept by any cache, apart from what those who are known are told', () => {
    const { headers, isNotModified } = httpCaching(answer)
    expect(headers).toEqual({
      'cache-control': 'public, max-age=5',
      etag: expect.stringMatching(/^W\/"[\w-]{27}"$/),
      vary: 'accept, accept-language, authorization, origin, x-api-key',
    })
    expect(isNotModified).toBe(false)
  })

  test.each<[string, Partial<CachedAnswer>]>([
    ['to a POST', { method: 'POST' }],
    ['to somebody who is known', { isIdentified: true }],
    ['with errors', { hasErrors: true }],
    ['that is not for everybody', { publicSeconds: 0 }],
  ])('%s is kept by nobody, and never said not to have changed', (_what, more) => {
    const { etag = '' } = httpCaching(answer).headers
    expect(httpCaching({ ...answer, ...more, ifNoneMatch: etag })).toEqual({
      headers: { 'cache-control': 'private, no-store' },
      isNotModified: false,
    })
  })

  test('is not sent again to who has it', () => {
    const { etag = '' } = httpCaching(answer).headers
    const isNotModified = (ifNoneMatch: string) => httpCaching({ ...answer, ifNoneMatch }).isNotModified
    for (const tags of [etag, etag.slice(2), `"x", ${etag}`, `${etag},"y"`, '*']) expect(isNotModified(tags)).toBe(true)
    for (const tags of ['', '"x"', etag.slice(0, -2), 'W/', etag.toUpperCase()]) expect(isNotModified(tags)).toBe(false)
  })

  test('has a tag of its own', () => {
    expect(httpCaching({ ...answer, body: '{"data":null}' }).headers['etag']).not.toBe(
      httpCaching(answer).headers['etag'],
    )
    expect(httpCaching({ ...answer, body: Buffer.from(answer.body) }).headers).toEqual(httpCaching(answer).headers)
  })
})
