import { z } from 'zod'

/**
 * The address in the form in which browsers ask for it: the host in ASCII, so that lookalike letters show. Null if it is no
 * absolute http or https address of at most `charactersMax`, or has a user name: `https://bank.example@elsewhere.example`
 * does not lead where it seems to.
 */
export function readWebAddress(text: string, charactersMax: number): string | null {
  if (text.length > charactersMax) return null
  const url = URL.parse(text)
  const isWeb = url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password
  return isWeb && url.href.length <= charactersMax ? url.href : null
}

/** For inputs: `readWebAddress`, trimmed. */
export const webAddress = (charactersMax: number) =>
  z
    .string()
    .trim()
    .max(charactersMax, { abort: true })
    .transform((text, ctx) => {
      const address = readWebAddress(text, charactersMax)
      if (address !== null) return address
      ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
      return z.NEVER
    })
