import type { InputFault } from '@varal/schema/messages'
import type { z } from 'zod'
import type { Refusal, UserErrorModel } from './outcome.ts'

/** At most this many are told; more help nobody. */
const FAULTS_MAX = 10

/** The refusal for an input that does not have its shape: one entry for each thing that is wrong, with its path. */
export function validationErrors(error: z.ZodError, argument: string): Refusal {
  const faults = error.issues.slice(0, FAULTS_MAX).map(
    (issue): UserErrorModel => ({
      code: 'VALIDATION_FAILED',
      path: [argument, ...issue.path.map(String)],
      fault: faultOf(issue),
    }),
  )
  return { userErrors: faults as [UserErrorModel, ...UserErrorModel[]] }
}

/** The refusal for text that no database stores, wherever it stands in an input: with NUL, or with halves of characters. Null if there is none. */
export function textFaults(input: unknown, argument: string): Refusal | null {
  const paths = unstorable(input, [argument]).slice(0, FAULTS_MAX)
  const faults = paths.map(
    (path): UserErrorModel => ({ code: 'VALIDATION_FAILED', path, fault: { kind: 'MALFORMED' } }),
  )
  return faults.length > 0 ? { userErrors: faults as [UserErrorModel, ...UserErrorModel[]] } : null
}

function unstorable(value: unknown, path: readonly string[]): string[][] {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [[...path]] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => unstorable(inner, [...path, key]))
}

function faultOf(issue: z.core.$ZodIssue): InputFault {
  if (issue.code === 'too_big') return { kind: 'TOO_LONG', bound: Number(issue.maximum) }
  if (issue.code === 'too_small') {
    const isEmpty = Number(issue.minimum) === 1 && issue.origin !== 'number'
    return isEmpty ? { kind: 'EMPTY' } : { kind: 'TOO_SHORT', bound: Number(issue.minimum) }
  }
  return { kind: 'MALFORMED' }
}
