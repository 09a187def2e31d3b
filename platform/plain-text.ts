import { z } from 'zod'

/** Control characters, halves of surrogate pairs, which no database keeps, and what turns the direction of the text around it. */
const unwanted = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const unwantedButBreaks = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
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
    .check(shows(min, unwanted))

/** As `line`, with line breaks; a tab becomes a space. */
export const paragraphs = (min: number, max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').replaceAll('\t', ' ').trim())
    .check(characters(min, max))
    .check(shows(min, unwantedButBreaks))

/** Refuses what would show nothing, where something is needed, and what is no text. */
const shows = (min: number, refused: RegExp) =>
  z.check<string>(({ value, issues }) => {
    const looksEmpty = min > 0 && value.replace(invisible, '') === ''
    if (looksEmpty) issues.push({ code: 'too_small', minimum: 1, origin: 'string', inclusive: true, input: value })
    else if (refused.test(value)) issues.push({ code: 'custom', input: value })
  })

/** What may be left empty: an empty text is the same as none. */
export const orNone = (text: string | null | undefined) => text || null

/** As `paragraphs`, where nothing, null and only space all mean that there is none: null. */
export const optionalParagraphs = (max: number) => paragraphs(0, max).nullish().transform(orNone)
