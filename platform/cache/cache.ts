/**
 * Forgetful shared memory: whoever uses it does right without it. Values are JSON. Every call throws within a second if
 * the memory is away; times are above 0.
 */
export interface Cache extends AsyncDisposable {
  get<Value>(key: string): Promise<Value | null>
  set(key: string, value: unknown, ttlMs: number): Promise<void>
  delete(keys: readonly string[]): Promise<void>
  /** Adds one and returns the sum; the count starts again `ttlMs` after its first. */
  count(key: string, ttlMs: number): Promise<number>
  /**
   * Takes `most` points from a bucket, or what is left of them if that is at least `least`; otherwise nothing. A negative
   * number gives back. A bucket begins full, and one that nobody touches is forgotten when it is full again. Its clock is
   * the memory's own, the same for everybody who takes.
   */
  take(key: string, bucket: BucketSize, least: number, most: number): Promise<Taken>
  /** Adds a line to a log, which keeps each for `ttlMs` at least. */
  append(key: string, line: unknown, ttlMs: number): Promise<void>
  /** What was added to a log after a place in it, oldest first, at most 1,000 lines; without a place, from the oldest on. */
  linesAfter<Line>(
    key: string,
    place: string | null,
  ): Promise<{ readonly lines: Line[]; readonly place: string | null }>
}

/** A bucket that fills by itself, steadily. */
export interface BucketSize {
  /** What a full one holds, in points. */
  readonly points: number
  /** How long an empty one takes to be full. */
  readonly fillMs: number
}

/** In whole points. */
export interface Taken {
  readonly taken: number
  readonly left: number
}

export const LINES_MAX = 1_000
