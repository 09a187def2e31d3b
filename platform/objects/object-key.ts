import type { Bucket } from './objects.ts'

export const buckets: readonly Bucket[] = ['originals', 'renditions', 'cold']

export const isBucket = (name: string): name is Bucket => (buckets as readonly string[]).includes(name)

const KEY_CHARACTERS_MAX = 512
const SEGMENT = /^[a-z0-9_.-]+$/

/**
 * Whether a text may be an object's key. No segment is empty, `.` or `..`: a client's URL parser would resolve them, and
 * ask for another object than was signed.
 */
export function isObjectKey(key: string): boolean {
  if (key.length > KEY_CHARACTERS_MAX) return false
  return key.split('/').every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..')
}

/** @throws if it is not an object's key: keys are made by us, so that is a fault. */
export function requireObjectKey(key: string): string {
  if (isObjectKey(key)) return key
  throw new Error(`Not the key of an object: ${JSON.stringify(key.slice(0, KEY_CHARACTERS_MAX))}`)
}
