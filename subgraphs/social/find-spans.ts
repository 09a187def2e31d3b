import { readWebAddress } from '@varal/platform/web-address'
import { LinkifyIt } from 'linkify-it'
import { readHashtag } from './hashtag-name.ts'
import type { SpanTarget } from './span.ts'

/** What a text names, before anybody has looked who is behind a handle. */
export interface FoundSpan {
  readonly start: number
  readonly end: number
  readonly target: Exclude<SpanTarget, { kind: 'user' }> | { readonly kind: 'handle'; readonly handle: string }
}

/** Spans of a text at most; what comes after them stays plain. */
export const SPANS_MAX = 50
export const LINK_CHARACTERS_MAX = 2_048

/** Only what is written with its scheme: `node.js` and `3.14` are no links. With user names, so that no half of such an address is one. */
const links = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, urlAuth: true, maxLength: LINK_CHARACTERS_MAX })
for (const schema of ['ftp:', 'mailto:', '//']) links.add(schema, null)

/**
 * A sign and the word behind it. Not within a word, an address or another sign: `a@b.example`, `/#top` and `##x` name nobody.
 * A handle is written in Latin letters, so that text which follows it without a space, as in Japanese, ends it.
 */
const SIGNED =
  /(?<![\p{L}\p{M}\p{N}_#＃@＠&/.])(?:[#＃](?<hashtag>[\p{L}\p{M}\p{Nd}_]+)|[@＠](?<handle>(?:[\p{Script=Latin}\d_.]\p{M}*)+)(?![\p{Script=Latin}\p{M}\d_.@＠]))/gu

const HANDLE = /^[a-z0-9][a-z0-9_.]{2,29}$/

/** The mentions, hashtags and links of a text, in order, none within another. */
export function findSpans(text: string): FoundSpan[] {
  const found: FoundSpan[] = (links.match(text) ?? []).flatMap(({ index, lastIndex, url }) => {
    const address = readWebAddress(url, LINK_CHARACTERS_MAX)
    return address === null ? [] : [{ start: index, end: lastIndex, target: { kind: 'link', url: address } }]
  })
  const linked = found.slice()
  for (const { index, 0: whole, groups } of text.matchAll(SIGNED)) {
    while (linked[0] && linked[0].end <= index) linked.shift()
    if (linked[0] && linked[0].start < index + whole.length) continue
    const span = groups?.['hashtag'] ? hashtagAt(index, whole) : mentionAt(index, whole)
    if (span) found.push(span)
  }
  return found.sort((one, other) => one.start - other.start).slice(0, SPANS_MAX)
}

function hashtagAt(start: number, whole: string): FoundSpan | null {
  const name = readHashtag(whole)
  return name === null ? null : { start, end: start + whole.length, target: { kind: 'hashtag', name } }
}

/** A dot at the end is the sentence's. */
function mentionAt(start: number, whole: string): FoundSpan | null {
  const written = whole.replace(/\.+$/, '')
  const handle = foldHandle(written.slice(1))
  return HANDLE.test(handle) ? { start, end: start + written.length, target: { kind: 'handle', handle } } : null
}

/** As users keeps handles: "Ádá" and "ada" are one person. */
export const foldHandle = (written: string): string => written.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
