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

function faultOf(issue: z.core.$ZodIssue): InputFault {
  if (issue.code === 'too_big') return { kind: 'TOO_LONG', bound: Number(issue.maximum) }
  if (issue.code === 'too_small')
    return Number(issue.minimum) === 1 ? { kind: 'EMPTY' } : { kind: 'TOO_SHORT', bound: Number(issue.minimum) }
  return { kind: 'MALFORMED' }
}
