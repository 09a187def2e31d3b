import { type Language, languages } from '@varal/schema/messages'

/** Languages of a header that are looked at; nobody reads more of them. */
const CHOICES_MAX = 20

/** The best of our languages for an Accept-Language header (RFC 9110, 12.5.4). English if there is none that fits. */
export function languageOf(header: string | undefined): Language {
  const choices = (header ?? '').split(',', CHOICES_MAX).map((choice) => {
    const [range = '', ...parameters] = choice.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
  })
  // The sort is stable: among equals, the first that was named.
  choices.sort((one, other) => other.quality - one.quality)
  for (const { range, quality } of choices) {
    // All of Spanish is served by `es`, and all of Portuguese by the one of Brazil.
    const language = languages.find((one) => primary(one) === primary(range))
    if (language && quality > 0) return language
  }
  return 'en'
}

const primary = (tag: string) => tag.split('-', 1)[0]
