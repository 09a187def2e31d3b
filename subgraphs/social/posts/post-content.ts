import { line, optionalParagraphs, orNone, paragraphs } from '@varal/platform/plain-text'
import { webAddress } from '@varal/platform/web-address'
import { z } from 'zod'
import { LINK_CHARACTERS_MAX } from '../find-spans.ts'

const TEXT_MAX = 5_000
const YEAR_MS = 366 * 24 * 60 * 60 * 1000

/** A language tag (BCP 47), brought to its canonical form: `pt-br` is `pt-BR`. */
const localeTag = z
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

/** What a post is made of, as clients send it. */
export const postContent = {
  text: optionalParagraphs(TEXT_MAX),
  editedText: paragraphs(0, TEXT_MAX).nullable().transform(orNone),
  link: webAddress(LINK_CHARACTERS_MAX).nullable(),
  contentWarning: line(1, 200).nullable(),
  locale: localeTag.nullable(),
  moment: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
}

/** Whether a post may be scheduled for then: in the future, within a year. */
export const isSchedulable = (then: Date, now: Date): boolean =>
  then.getTime() > now.getTime() && then.getTime() - now.getTime() <= YEAR_MS
