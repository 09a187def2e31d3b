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
}
