/** Code points of a hashtag at most, as it is written. */
const CHARACTERS_MAX = 100

/** Letters, marks, digits and "_", of which one at least is a letter. It does not begin with a mark: that belongs to the sign before it. */
const HASHTAG = /^(?!\p{M})(?=.*\p{L})[\p{L}\p{M}\p{Nd}_]+$/u

/**
 * The name under which a hashtag is known, however it is written: without capitals and typographic variants (NFKC), and
 * without accents where these are accents. In other scripts than Latin and Greek marks are part of the letters.
 */
export const foldHashtag = (written: string): string =>
  written
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu, '')
    .normalize('NFC')

/** The name of the hashtag that a text means, with or without its sign; null if it can be none. */
export function readHashtag(written: string): string | null {
  // Bounded before it is folded; a code point is at most two units.
  if (written.length > 2 * CHARACTERS_MAX + 1) return null
  const word = written.replace(/^[#＃]/u, '')
  return [...word].length <= CHARACTERS_MAX && HASHTAG.test(word) ? foldHashtag(word) : null
}
