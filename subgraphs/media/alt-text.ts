import { z } from 'zod'
import { limits } from './limits.ts'

/** Control characters, and halves of surrogate pairs, which no database keeps. */
const unwanted = /[\p{Cc}\p{Cs}]/u

/** A description, composed (NFC) and trimmed; null if there is none. Its length is in characters (code points). */
export const altText = z
  .string()
  .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
  .check(({ value, issues }) => {
    const maximum = limits.altTextCharactersMax
    if ([...value].length > maximum) issues.push({ code: 'too_big', origin: 'string', maximum, input: value })
    if (unwanted.test(value.replaceAll('\n', ''))) issues.push({ code: 'custom', input: value })
  })
  .nullish()
  .transform((text) => text || null)
