import { describe, expect, test } from 'vitest'
import { presign, verifyPresigned } from './sig-v4.ts'

const credentials = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const request = {
  method: 'GET',
  path: '/test.txt',
  query: new URLSearchParams(),
  headers: { host: 'examplebucket.s3.amazonaws.com' },
}
const now = new Date('2013-05-24T00:00:00Z')
const later = (s: number) => new Date(now.getTime() + s * 1_000)
const signed = { ...request, query: presign(request, credentials, { region: 'us-east-1', expiresInS: 86_400, now }) }

const codeOf = (verify: () => unknown) => {
  try {
    verify()
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}
const having = (name: string, value: string) => {
  const query = new URLSearchParams(signed.query)
  query.set(name, value)
  return { ...signed, query }
}

describe('a presigned request', () => {
  test("has the signature of the example in Amazon's own documentation", () => {
    expect(signed.query.get('X-Amz-Signature')).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404')
  })

  test('is valid from its making to its expiry', () => {
    expect(verifyPresigned(signed, credentials, now).names).toEqual(new Set(['host']))
    expect(verifyPresigned(signed, credentials, later(86_399)).names).toEqual(new Set(['host']))
    expect(codeOf(() => verifyPresigned(signed, credentials, later(86_400)))).toBe('AccessDenied')
    expect(codeOf(() => verifyPresigned(signed, credentials, later(-901)))).toBe('AccessDenied')
  })

  test('is valid for nothing else', () => {
    const others = [
      { ...signed, method: 'PUT' },
      { ...signed, path: '/test2.txt' },
      { ...signed, headers: { host: 'example.org' } },
      { ...signed, headers: {} },
      having('x-id', 'PutObject'),
      having('X-Amz-Expires', '86401'),
      having('X-Amz-SignedHeaders', 'host;range'),
      having('X-Amz-SignedHeaders', ''),
      having('X-Amz-Signature', 'a'.repeat(64)),
      having('X-Amz-Signature', 'ä'),
    ]
    for (const other of others) {
      expect(codeOf(() => verifyPresigned(other, credentials, now))).toBe('SignatureDoesNotMatch')
    }
  })

  test('is refused when nobody, or somebody else, signed it', () => {
    expect(codeOf(() => verifyPresigned(request, credentials, now))).toBe('AccessDenied')
    expect(codeOf(() => verifyPresigned(signed, { ...credentials, accessKey: 'OTHER' }, now))).toBe(
      'InvalidAccessKeyId',
    )
    expect(codeOf(() => verifyPresigned(signed, { ...credentials, secretKey: 'other' }, now))).toBe(
      'SignatureDoesNotMatch',
    )
  })

  test('is refused when what signs it is not well formed', () => {
    const malformed = [
      having('X-Amz-Algorithm', 'AWS4-ECDSA-P256-SHA256'),
      having('X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/ec2/aws4_request'),
      having('X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE/20130523/us-east-1/s3/aws4_request'),
      having('X-Amz-Date', 'yesterday'),
      having('X-Amz-Expires', '604801'),
      having('X-Amz-Expires', '-1'),
      having('X-Amz-Expires', '1e3'),
    ]
    for (const other of malformed) {
      expect(codeOf(() => verifyPresigned(other, credentials, now))).toBe('AuthorizationQueryParametersError')
    }
  })

  test('sorts parameters by name before value', () => {
    const query = new URLSearchParams({ 'a-b': '1', a: '2', 'c d': "~!'()*" })
    const both = presign({ ...request, query }, credentials, { region: 'us-east-1', expiresInS: 60, now })
    const reversed = new URLSearchParams([...both].reverse())
    expect(verifyPresigned({ ...request, query: reversed }, credentials, now).names).toEqual(new Set(['host']))
  })
})
