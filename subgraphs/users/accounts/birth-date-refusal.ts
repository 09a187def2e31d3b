import { type Refusal, refuse } from '@varal/platform/outcome'
import { ageAt } from '../birth-date.ts'

/** Why this cannot be the birth date of somebody here; null if it can, or if there is none. */
export function birthDateRefusal(
  date: string | null | undefined,
  now: Date,
  minimumAge: number,
  path: readonly string[] = ['input', 'birthDate'],
): Refusal | null {
  if (date == null) return null
  const age = ageAt(date, now)
  if (age < 0) return { userErrors: [{ code: 'VALIDATION_FAILED', path, fault: { kind: 'MALFORMED' } }] }
  return age < minimumAge ? refuse('TOO_YOUNG', path) : null
}
