import { line } from '@varal/platform/plain-text'
import { z } from 'zod'
import { OPERATION_BYTES_MAX, OPERATIONS_MAX } from './limits.ts'
import { operationId } from './names.ts'

const text = z.string().check(({ value, issues }) => {
  const size = { origin: 'string', inclusive: true, input: value } as const
  if (value.trim() === '') issues.push({ ...size, code: 'too_small', minimum: 1 })
  if (Buffer.byteLength(value) > OPERATION_BYTES_MAX)
    issues.push({ ...size, code: 'too_big', maximum: OPERATION_BYTES_MAX })
})

const operation = z.object({
  id: operationId,
  name: line(1, 200),
  body: text,
  cost: z.int().min(0).max(1_000_000_000),
})

/** What one request may add to a version, each id once. */
export const newOperations = z
  .array(operation)
  .max(OPERATIONS_MAX)
  .check(({ value, issues }) => {
    const ids = new Set<string>()
    for (const [at, { id }] of value.entries()) {
      if (ids.has(id)) issues.push({ code: 'custom', input: id, path: [at, 'id'] })
      ids.add(id)
    }
  })

export type NewOperations = z.output<typeof newOperations>
