import { z } from 'zod'

/**
 * A text that people write, without the space around it. Lengths are in characters (code points), which is what people
 * count; what no database keeps (NUL, half a surrogate pair) is refused.
 */
export const textOf = (min: number, max: number) =>
  z
    .string()
    .trim()
    .superRefine((text, ctx) => {
      const characters = text.length > 2 * max ? text.length : [...text].length
      if (characters < min) ctx.addIssue({ code: 'too_small', origin: 'string', minimum: min, input: text })
      if (characters > max) ctx.addIssue({ code: 'too_big', origin: 'string', maximum: max, input: text })
      if (text.includes('\0') || !text.isWellFormed()) ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
    })

/** As `textOf`, where nothing, null and only space all mean that there is none: null. */
export const optionalText = (max: number) =>
  textOf(0, max)
    .nullish()
    .transform((text) => text || null)
