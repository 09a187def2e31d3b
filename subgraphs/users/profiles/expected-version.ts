import { z } from 'zod'

/** Of an edit that is refused when the profile has another version. */
export const expectedVersion = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .nullish()
