import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { S3Error } from './s3-error.ts'

/** Whoever holds the secret key may sign. */
export interface S3Credentials {
  readonly accessKey: string
  readonly secretKey: string
}

export interface SignableRequest {
  readonly method: string
  /** As it is sent: percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const EXPIRES_S_MAX = 604_800
/** How far the signer's clock may be ahead of ours. */
const SKEW_MS_MAX = 15 * 60_000

/**
 * Adds to a request's query what proves that its method, path, query and headers were allowed until `expiresInS` from
 * `now`. All given headers are signed: the request must be sent with exactly these.
 * AWS Signature Version 4, in query parameters.
 */
export function presign(
  request: SignableRequest,
  { accessKey, secretKey }: S3Credentials,
  { region, expiresInS, now }: { region: string; expiresInS: number; now: Date },
): URLSearchParams {
  const at = now.toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = scopeOf(at.slice(0, 8), region)
  const names = Object.keys(request.headers).sort()
  const query = new URLSearchParams(request.query)
  query.set('X-Amz-Algorithm', ALGORITHM)
  query.set('X-Amz-Credential', `${accessKey}/${scope}`)
  query.set('X-Amz-Date', at)
  query.set('X-Amz-Expires', String(expiresInS))
  query.set('X-Amz-SignedHeaders', names.join(';'))
  query.set(
    'X-Amz-Signature',
    signature({ ...request, query }, names, at, scope, secretKey, query.get(PAYLOAD) ?? UNSIGNED),
  )
  return query
}

/** What the signature of a request says. */
export interface Signed {
  /** Of the headers that it covers, in lower case. */
  readonly names: ReadonlySet<string>
  /** SHA-256 of the body, hexadecimal, or one of S3's words for a body that is not covered. */
  readonly payload: string
}

/**
 * Whether it is its address that was signed, for somebody without credentials, or its headers, by who has them.
 * @throws S3Error if it is not signed, by somebody else, for another request, not yet or no longer.
 */
export function verifySigned(request: SignableRequest, credentials: S3Credentials, now: Date): Signed {
  const authorization = request.headers['authorization']
  return authorization === undefined
    ? verifyPresigned(request, credentials, now)
    : verifyHeaders(request, authorization, credentials, now)
}

const UNSIGNED = 'UNSIGNED-PAYLOAD'
const PAYLOAD = 'X-Amz-Content-Sha256'

function verifyHeaders(
  request: SignableRequest,
  authorization: string,
  { accessKey, secretKey }: S3Credentials,
  now: Date,
): Signed {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
    authorization,
  )
  const [signer, date = '', region = '', ...service] = parts?.[1]?.split('/') ?? []
  const at = request.headers['x-amz-date'] ?? ''
  const signedAtMs = readDate(at)
  const payload = request.headers['x-amz-content-sha256']
  if (!parts || service.join('/') !== 's3/aws4_request' || !at.startsWith(date) || Number.isNaN(signedAtMs) || !payload)
    throw new S3Error('AuthorizationHeaderMalformed', 'The Authorization header, or what it needs, is not well formed.')
  if (signer !== accessKey) throw new S3Error('InvalidAccessKeyId', 'The access key does not exist in our records.')
  if (Math.abs(now.getTime() - signedAtMs) > SKEW_MS_MAX)
    throw new S3Error('RequestTimeTooSkewed', 'The request was signed at another time than it is here.')

  const names = (parts[2] ?? '').split(';')
  const expected = signature(request, names, at, scopeOf(date, region), secretKey, payload)
  if (!names.includes('host') || !names.includes('x-amz-date') || !isSameText(expected, parts[3] ?? ''))
    throw new S3Error('SignatureDoesNotMatch', 'The signature does not match this method, path, query and headers.')
  return { names: new Set(names), payload }
}

/** As `verifySigned`, for a request whose address is signed. */
export function verifyPresigned(request: SignableRequest, { accessKey, secretKey }: S3Credentials, now: Date): Signed {
  const parameter = (name: string) => request.query.get(`X-Amz-${name}`) ?? ''
  if (!parameter('Signature')) throw new S3Error('AccessDenied', 'Access Denied')
  const [signer, date = '', region = '', ...service] = parameter('Credential').split('/')
  const at = parameter('Date')
  const signedAtMs = readDate(at)
  const expires = parameter('Expires')
  if (
    parameter('Algorithm') !== ALGORITHM ||
    service.join('/') !== 's3/aws4_request' ||
    !at.startsWith(date) ||
    Number.isNaN(signedAtMs) ||
    !/^[1-9]\d{0,5}$/.test(expires) ||
    Number(expires) > EXPIRES_S_MAX
  )
    throw new S3Error('AuthorizationQueryParametersError', 'The X-Amz- query parameters are not well formed.')
  if (signer !== accessKey) throw new S3Error('InvalidAccessKeyId', 'The access key does not exist in our records.')
  if (now.getTime() >= signedAtMs + Number(expires) * 1_000) throw new S3Error('AccessDenied', 'Request has expired')
  if (now.getTime() < signedAtMs - SKEW_MS_MAX) throw new S3Error('AccessDenied', 'Request is not valid yet')

  const names = parameter('SignedHeaders').split(';')
  const payload = request.query.get(PAYLOAD) ?? UNSIGNED
  const expected = signature(request, names, at, scopeOf(date, region), secretKey, payload)
  if (!names.includes('host') || !isSameText(expected, parameter('Signature')))
    throw new S3Error('SignatureDoesNotMatch', 'The signature does not match this method, path, query and headers.')
  return { names: new Set(names), payload }
}

/** By which a browser's form may send a file: `policy` is what it may contain, in base64. */
export const signPolicy = (policy: string, credential: string, secretKey: string) => {
  const [, date = '', region = ''] = credential.split('/')
  return hmac(signingKey(scopeOf(date, region), secretKey), policy).toString('hex')
}

const scopeOf = (date: string, region: string) => `${date}/${region}/s3/aws4_request`

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

function signature(
  { method, path, query, headers }: SignableRequest,
  names: readonly string[],
  at: string,
  scope: string,
  secretKey: string,
  payloadHash: string,
): string {
  const canonicalHeaders = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`)
  const canonical = [method, path, canonicalQuery(query), canonicalHeaders.join(''), names.join(';'), payloadHash]
  const hash = createHash('sha256').update(canonical.join('\n')).digest('hex')
  return hmac(signingKey(scope, secretKey), [ALGORITHM, at, scope, hash].join('\n')).toString('hex')
}

const signingKey = (scope: string, secretKey: string) =>
  scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretKey}`)

const canonicalQuery = (query: URLSearchParams) =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map((pair) => pair.join('='))
    .join('&')

const order = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/** Everything but RFC 3986's unreserved characters. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** NaN if it is not of the form 20260301T120000Z. */
function readDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  return parts ? Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`) : Number.NaN
}

export const isSameText = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
