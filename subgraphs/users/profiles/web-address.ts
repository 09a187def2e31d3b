import { z } from 'zod'

const CHARACTERS_MAX = 500

/**
 * An absolute http or https address, in the form in which browsers ask for it: the host in ASCII, so that lookalike letters
 * show. One with a user name is refused: `https://bank.example@elsewhere.example` does not lead where it seems to.
 */
export const webAddress = z
  .string()
  .trim()
  .max(CHARACTERS_MAX, { abort: true })
  .transform((text, ctx) => {
    const url = URL.parse(text)
    const isWeb = url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password
    if (isWeb && url.href.length <= CHARACTERS_MAX) return url.href
    ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
    return z.NEVER
  })
