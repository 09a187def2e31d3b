export interface LockHolder {
  readonly pid: number
  readonly started: string | null
  /** ISO 8601 */
  readonly since: string
}

export interface Lock {
  readonly release: () => void
  readonly shareWith: (pid: number) => void
  readonly holder?: never
}

export function tryLock(file: string): Lock | { readonly holder: LockHolder }
