import type { Topic } from '@varal/schema/live'

/** One item of a topic's log, as the log's table holds it. `data` is plain JSON with ids, never text of people's. */
export interface LiveItem {
  readonly topic: Topic
  /** From 1, without gaps within the topic. */
  readonly seq: number
  /** RFC 3339. */
  readonly at: string
  readonly data: unknown
}

/** Says that something about a topic has changed that has no number: whoever watches looks again. */
export interface LiveHint {
  readonly topic: Topic
}

export const isItem = (news: LiveItem | LiveHint): news is LiveItem => (news as Partial<LiveItem>).seq !== undefined

/** Carries new items, and hints, to the processes in which they are watched: at most once, in no promised order. */
export interface Live extends AsyncDisposable {
  push(news: readonly (LiveItem | LiveHint)[]): void
  /** Everything that is pushed from now on, by this process or another. */
  listen(heard: (news: LiveItem | LiveHint) => void): Disposable
}
