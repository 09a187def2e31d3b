import type { SessionId } from '@varal/schema/ids'

/** Tells of sessions that have ended before their tokens did: signed out, or a password changed. */
export interface Revocations {
  /** Calls back within seconds of the end of a session, in whichever process it was. @returns ends the listening */
  onRevoked(listener: (session: SessionId) => void): () => void
}

/** Where nobody signs out. */
export const noRevocations: Revocations = { onRevoked: () => () => {} }
