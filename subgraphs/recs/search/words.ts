/** Longer words are cut: what an index takes is bounded. Characters. */
const WORD_MAX = 64
/** Words of a text that are looked at. */
const WORDS_MAX = 1_000

/**
 * The words of a text as search knows them: letters and digits in lower case, accents kept, and emoji one by one.
 * Documents and queries are cut in the same way, so it needs no parser of Postgres, whose idea of a word (hosts, file
 * names, underscores) is not that of people.
 */
export const wordsOf = (text: string): string[] =>
  (text.normalize('NFC').toLowerCase().match(word) ?? [])
    .slice(0, WORDS_MAX)
    .map((one) => [...one].slice(0, WORD_MAX).join(''))

const word = /[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic}/gu
