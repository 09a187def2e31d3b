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

/** Carries new items to the processes in which they are watched: at most once, in no promised order. */
export interface Live extends AsyncDisposable {
  push(items: readonly LiveItem[]): void
  /** Everything that is pushed from now on, by this process or another. */
  listen(heard: (item: LiveItem) => void): Disposable
}
