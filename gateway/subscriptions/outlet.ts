import type { StreamResult } from './stream-result.ts'

/** Where the results of one operation leave: a socket, or an event stream. */
export interface Outlet {
  /** Sends a result. False when the client should get no more before it has drained. */
  next(result: StreamResult): boolean
  /** Resolves when the client has taken enough to be given more, or is gone. */
  drained(): Promise<void>
  /** What is sent meanwhile leaves together. */
  together(send: () => void): void
  /** Sends the client away: it takes less than there is. */
  tooSlow(): void
}

/** An operation whose results are under way to a client. */
export interface Watch {
  /** Resolves when the last result has been sent, or the client has left. */
  readonly ended: Promise<void>
  /** The client does not want it any more. */
  leave(): void
}
