import { z } from 'zod'

/** An address as browsers accept it, trimmed. Whether anybody reads what is sent there, only sending tells. */
export const emailAddress = z
  .string()
  .trim()
  .min(1, { abort: true })
  .max(254, { abort: true })
  .regex(z.regexes.html5Email)

/** The form in which addresses are compared: two that differ in capitals only are one. */
export const foldEmail = (email: string) => email.toLowerCase()

/** The folded address that a text is; null if it is none. */
export function readEmail(text: string): string | null {
  const { data } = emailAddress.safeParse(text)
  return data === undefined ? null : foldEmail(data)
}
