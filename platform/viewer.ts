import type { AppId, SessionId, UserId } from '@varal/schema/ids'
import type { Language } from '@varal/schema/messages'
import type { Role, Scope } from '@varal/schema/scopes'

/** Who asks. */
export type Viewer = { readonly kind: 'anonymous' } | Actor

/** A signed-in person, who may change things. */
export interface Actor {
  readonly kind: 'user'
  readonly id: UserId
  readonly sessionId: SessionId
  /** As their access token says: taken away, it ends with the token, within minutes. No app acts with it. */
  readonly role?: Role
}

export const anonymous: Viewer = { kind: 'anonymous' }

/** An app that asks with its key, for itself or for the viewer. */
export interface CallingApp {
  readonly id: AppId
  /** What it may do: one of our own, everything. */
  readonly scopes: readonly Scope[]
  /** Points that one of its operations may cost. */
  readonly operationCostMax: number
  /** One of our own. */
  readonly isFirstParty: boolean
}

/** What the gateway knows of a request, and seals for the subgraphs. */
export interface Caller {
  readonly viewer: Viewer
  /** Null: one of our own clients, who may do what the viewer may; or nobody said. */
  readonly app: CallingApp | null
  readonly requestId: string
  readonly language: Language
  /** The client's address, for limits. Never logged. */
  readonly address: string
  /** User-Agent, shortened to 200 characters. */
  readonly device: string
}
