import { randomUUID } from 'node:crypto'

/**
 * For an operation that is open for long: Node makes a UUID of two dozen pieces, and keeps them all, 800 bytes, until
 * somebody reads it.
 */
export function newRequestId(): string {
  const id = randomUUID()
  id.charCodeAt(0)
  return id
}
