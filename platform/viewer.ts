import type { SessionId, UserId } from '@varal/schema/ids'
import type { Language } from '@varal/schema/messages'

/** Who asks. */
export type Viewer = { readonly kind: 'anonymous' } | Actor

/** A signed-in person, who may change things. */
export interface Actor {
  readonly kind: 'user'
  readonly id: UserId
  readonly sessionId: SessionId
}

export const anonymous: Viewer = { kind: 'anonymous' }

/** What the gateway knows of a request, and seals for the subgraphs. */
export interface Caller {
  readonly viewer: Viewer
  readonly requestId: string
  readonly language: Language
  /** The client's address, for limits. Never logged. */
  readonly address: string
  /** User-Agent, shortened to 200 characters. */
  readonly device: string
}
