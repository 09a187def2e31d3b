import type { UserId } from '@varal/schema/ids'

/** A part of a text that leads somewhere. In UTF-16 code units, the end exclusive; spans do not overlap, and stand in order. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly target: SpanTarget
}

export type SpanTarget =
  | { readonly kind: 'user'; readonly id: UserId }
  | { readonly kind: 'hashtag'; readonly name: string }
  | { readonly kind: 'link'; readonly url: string }

/** A text, and what its parts lead to. What has no spans of its own is plain. */
export interface RichTextModel {
  readonly text: string
  readonly spans?: readonly Span[]
}

/** The hashtags of a text, each once, in the order in which they come. */
export const hashtagsIn = (spans: readonly Span[]): string[] => [
  ...new Set(spans.flatMap(({ target }) => (target.kind === 'hashtag' ? [target.name] : []))),
]

/** The people whom a text mentions, each once. */
export const mentionedIn = (spans: readonly Span[]): UserId[] => [
  ...new Set(spans.flatMap(({ target }) => (target.kind === 'user' ? [target.id] : []))),
]
