import type { Topic } from '@varal/schema/live'

export interface LogEntry<Data> {
  readonly seq: number
  /** RFC 3339. */
  readonly at: string
  readonly data: Data
}

/** The table behind a topic: what a stream that has missed something reads. */
export interface TopicLog<Data> {
  /**
   * The entries after `after`, in order, at most `limit`. `data` equals what was pushed. Null if the log knows that it has
   * forgotten some of them: in a compacted one nobody else could tell. One statement.
   */
  read(after: number, limit: number): Promise<readonly LogEntry<Data>[] | null>
  /**
   * Whether an entry may vanish because a later one replaces it (a notification that grows). In such a log a hole means
   * nothing; in others it means that the log was trimmed there.
   */
  readonly isCompacted?: boolean
}

export type { Topic }
