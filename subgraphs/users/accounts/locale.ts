import { z } from 'zod'

/** A language tag (BCP 47), brought to its canonical form: `pt-br` is `pt-BR`. */
export const localeTag = z
  .string()
  .max(35)
  .transform((tag, ctx) => {
    try {
      const [canonical] = Intl.getCanonicalLocales(tag)
      if (canonical) return canonical
    } catch {
      // Not a tag.
    }
    ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
    return z.NEVER
  })
