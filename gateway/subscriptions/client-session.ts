import type { Clock } from '@varal/platform/clock'
import type { Revocations } from '@varal/platform/revocations'
import { anonymous, type CallingApp, type Viewer } from '@varal/platform/viewer'
import type { SessionId } from '@varal/schema/ids'
import type { Credentials, Identity, NotAccepted } from '../auth/identify.ts'
import type { Connections } from './connections.ts'

/** What a timer can wait for, in milliseconds. */
const TIMER_MAX = 2 ** 31 - 1

export type SessionRefusal = 'unauthenticated' | 'otherUser' | 'tooManySockets'

/** Sessions with open connections, which end when the session does. */
export class OpenSessions {
  readonly #ends = new Map<SessionId, Set<() => void>>()

  constructor(revocations: Revocations) {
    revocations.onRevoked((session) => {
      for (const end of [...(this.#ends.get(session) ?? [])]) end()
    })
  }

  /** @returns forgets it */
  add(session: SessionId, end: () => void): () => void {
    const ends = this.#ends.get(session) ?? new Set()
    this.#ends.set(session, ends.add(end))
    return () => {
      ends.delete(end)
      if (ends.size === 0 && this.#ends.get(session) === ends) this.#ends.delete(session)
    }
  }
}

export interface SessionPorts {
  readonly identify: (credentials: Credentials) => Promise<Identity | NotAccepted>
  readonly clock: Clock
  readonly sessions: OpenSessions
  readonly connections: Connections
}

/** Who is at the other end of a connection. When the token ends, or its session, `end` is called. */
export class ClientSession {
  viewer: Viewer = anonymous
  app: CallingApp | null = null
  /** Null for the anonymous. */
  expiresAt: Date | null = null
  readonly #ports: SessionPorts
  readonly #end: () => void
  #timer: NodeJS.Timeout | undefined
  #forgetSession: (() => void) | undefined
  /** Who has been counted for it. */
  #held: string | null = null
  #isOver = false

  constructor(ports: SessionPorts, end: () => void) {
    this.#ports = ports
    this.#end = end
  }

  /** Says who it is. Null if that is well. @throws Mistake if it cannot be found out now */
  async signIn(credentials: Credentials): Promise<SessionRefusal | null> {
    const identity = await this.#ports.identify(credentials)
    if ('refusal' in identity) return 'unauthenticated'
    const holder = holderOf(identity)
    if (holder !== null && !this.#isOver) {
      if (!this.#ports.connections.hold(holder)) return 'tooManySockets'
      this.#held = holder
    }
    this.app = identity.app
    return this.#become(identity)
  }

  /** Says it again, with a newer token: it stays the same user. Null if that is well. */
  async refresh(credentials: Credentials): Promise<SessionRefusal | null> {
    const identity = await this.#ports.identify(credentials)
    if ('refusal' in identity) return 'unauthenticated'
    const { viewer } = identity
    if (viewer.kind === 'anonymous' || this.viewer.kind === 'anonymous' || viewer.id !== this.viewer.id)
      return 'otherUser'
    return this.#become(identity)
  }

  /** The connection is gone. */
  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#forgetSession?.()
    if (this.#held !== null) this.#ports.connections.release(this.#held)
  }

  #become({ viewer, expiresAt }: Identity): SessionRefusal | null {
    const leftMs = expiresAt ? expiresAt.getTime() - this.#ports.clock.now().getTime() : TIMER_MAX
    if (leftMs <= 0) return 'unauthenticated'
    this.viewer = viewer
    this.expiresAt = expiresAt
    if (this.#isOver || viewer.kind === 'anonymous') return null
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#end, Math.min(leftMs, TIMER_MAX))
    this.#forgetSession?.()
    this.#forgetSession = this.#ports.sessions.add(viewer.sessionId, this.#end)
    return null
  }
}

/** Whose quotas count: the user's, or else the app's. Null for strangers, who have none in common. */
export const holderOf = ({ viewer, app }: Pick<Identity, 'viewer' | 'app'>): string | null =>
  viewer.kind === 'user' ? viewer.id : (app?.id ?? null)
