import { S3Error } from './s3-error.ts'

/** What a signed policy allows a form to send. */
export interface PostTerms {
  readonly bytesMin: number
  readonly bytesMax: number
}

const UNCHECKED = new Set(['policy', 'x-amz-signature', 'file'])

/**
 * Holds a form's fields against a policy: each must be allowed by a condition, and each condition met.
 * @param fields by their names in lower case, `bucket` among them
 * @throws S3Error AccessDenied, MalformedPOSTRequest
 */
export function checkPolicy(policy: string, fields: ReadonlyMap<string, string>, now: Date): PostTerms {
  const { expiration, conditions } = parsePolicy(policy)
  if (!(Date.parse(expiration) > now.getTime()))
    throw new S3Error('AccessDenied', 'Invalid according to Policy: Policy expired.')

  let terms: PostTerms = { bytesMin: 0, bytesMax: 5 * 2 ** 30 }
  const allowed = new Set<string>()
  for (const [operator, field, value] of conditions.flatMap(inOneForm)) {
    if (operator === 'content-length-range') {
      terms = { bytesMin: Math.max(terms.bytesMin, Number(field)), bytesMax: Math.min(terms.bytesMax, Number(value)) }
      continue
    }
    const name = String(field).toLowerCase().replace(/^\$/, '')
    const given = fields.get(name)
    const isMet =
      given !== undefined &&
      (operator === 'eq' ? given === value : operator === 'starts-with' && given.startsWith(value))
    if (!isMet) throw new S3Error('AccessDenied', `Invalid according to Policy: Policy Condition failed: ${name}`)
    allowed.add(name)
  }
  for (const name of fields.keys()) {
    if (!allowed.has(name) && !UNCHECKED.has(name) && !name.startsWith('x-ignore-'))
      throw new S3Error('AccessDenied', `Invalid according to Policy: Extra input fields: ${name}`)
  }
  if (!(terms.bytesMin <= terms.bytesMax)) throw malformed()
  return terms
}

type Condition = readonly [operator: unknown, field: unknown, value: any]

/** `{"key": "a"}` is another way to write `["eq", "$key", "a"]`. */
function inOneForm(condition: unknown): readonly Condition[] {
  if (Array.isArray(condition) && condition.length === 3) return [condition as unknown as Condition]
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) throw malformed()
  return Object.entries(condition).map(([name, value]) => ['eq', `$${name}`, value])
}

function parsePolicy(policy: string): { expiration: string; conditions: unknown[] } {
  try {
    const parsed = JSON.parse(Buffer.from(policy, 'base64').toString())
    if (typeof parsed.expiration === 'string' && Array.isArray(parsed.conditions)) return parsed
  } catch {}
  throw malformed()
}

const malformed = () => new S3Error('MalformedPOSTRequest', 'The policy of the form is not well formed.')
