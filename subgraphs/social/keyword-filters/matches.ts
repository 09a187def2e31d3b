import type { KeywordFilterRow } from './tables.ts'

/** Which of the filters a text matches: case, accents and the width of spaces make no difference. */
export function matchesOf<Filter extends Pick<KeywordFilterRow, 'phrase' | 'wholeWord'>>(
  filters: readonly Filter[],
  text: string | null,
): Filter[] {
  if (text === null || filters.length === 0) return []
  const searched = folded(text)
  return filters.filter(({ phrase, wholeWord }) => contains(searched, folded(phrase), wholeWord))
}

const folded = (text: string): string =>
  text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/gu, ' ').trim()

/** An end of the phrase that is no letter and no digit, such as the # of a hashtag, may touch anything. */
function contains(text: string, phrase: string, wholeWord: boolean): boolean {
  if (phrase === '') return false
  if (!wholeWord) return text.includes(phrase)
  const [beginsWord, endsWord] = [/^[\p{L}\p{N}_]/u, /[\p{L}\p{N}_]$/u]
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const end = at + phrase.length
    // Two code units: a letter beyond the basic plane takes both.
    const isWithin = beginsWord.test(phrase) && endsWord.test(text.slice(Math.max(at - 2, 0), at))
    const goesOn = endsWord.test(phrase) && beginsWord.test(text.slice(end, end + 2))
    if (!isWithin && !goesOn) return true
  }
  return false
}
