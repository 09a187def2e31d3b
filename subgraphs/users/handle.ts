import { characters } from '@varal/platform/plain-text'
import { z } from 'zod'

const HANDLE = /^[a-z0-9][a-z0-9_.]{2,29}$/

/** No handle is longer, however it is written: accents and wide letters are single characters too. */
const WRITTEN_CHARACTERS_MAX = 100

/** A handle as it is kept: without accents, capitals and typographic variants. "Ádá" and "ada" are one person. */
export const foldHandle = (written: string) =>
  written.slice(0, WRITTEN_CHARACTERS_MAX).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** The handle that a text means; null if it can be nobody's. */
export function readHandle(written: unknown): string | null {
  const folded = typeof written === 'string' ? foldHandle(written) : ''
  return HANDLE.test(folded) ? folded : null
}

/** For a new handle. */
export const newHandle = z
  .string()
  .transform(foldHandle)
  .check(characters(3, 30))
  .refine((folded) => HANDLE.test(folded))
