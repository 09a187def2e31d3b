import { z } from 'zod'

/** Control characters, and what turns the direction of the text around it. */
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
/** Spaces, and characters that show nothing by themselves: a name made of them looks empty. */
const invisible = /[\s\p{Default_Ignorable_Code_Point}]/gu

/** From `min` to `max` characters, counted as Postgres counts them: code points. */
export const characters = (min: number, max: number) =>
  z.check<string>(({ value, issues }) => {
    const length = [...value].length
    const issue = { origin: 'string', inclusive: true, input: value } as const
    if (length < min) issues.push({ ...issue, code: 'too_small', minimum: min })
    if (length > max) issues.push({ ...issue, code: 'too_big', maximum: max })
  })

/** A line that others read, such as a name: composed (NFC) and trimmed, then `min` to `max` characters. */
export const line = (min: number, max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .check(characters(min, max))
    .check(({ value, issues }) => {
      const looksEmpty = min > 0 && value.replace(invisible, '') === ''
      if (looksEmpty) issues.push({ code: 'too_small', minimum: 1, origin: 'string', inclusive: true, input: value })
      else if (unwanted.test(value)) issues.push({ code: 'custom', input: value })
    })

/** As `line`, with line breaks and possibly empty. */
export const paragraphs = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .check(characters(0, max))
    .refine((text) => !unwanted.test(text.replaceAll('\n', '')))

/** What may be left empty: an empty text is the same as none. */
export const orNone = (text: string | null | undefined) => text || null
