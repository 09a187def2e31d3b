import type { DomainEvent, EventName } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'

/** One life of an owner's stream. A stream that lost something is given a new one. */
export interface StreamState {
  readonly epoch: string
  /** 0 when nothing was appended yet. */
  readonly lastSeq: number
}

export interface StreamEvent {
  readonly seq: number
  /** As its relay wrote it. An older or newer version may have, so its data need not have today's shape. */
  readonly event: DomainEvent
}

/** An event as work to be done, under a lease that must be kept alive. */
export interface Lease {
  readonly event: DomainEvent
  /** From 1. */
  readonly attempt: number
  keepAlive(): void
  done(): void
  /** Comes again after the delay. */
  retry(delayMs: number): void
}

/** Carries facts between subgraphs: one stream per owner, in the owner's order. A rebuildable copy of the outboxes. */
export interface EventBus extends AsyncDisposable {
  /** Creates the stream if it is missing. */
  stream(owner: SubgraphName): Promise<StreamState>
  /** Forgets the stream and begins a new one. */
  renew(owner: SubgraphName): Promise<StreamState>
  /**
   * Stores events behind `lastSeq` and gives their numbers. An event whose id is already stored keeps its number.
   * Throws if somebody else has appended in the meantime.
   */
  append(owner: SubgraphName, events: readonly DomainEvent[], lastSeq: number): Promise<number[]>
  /**
   * Everything after a number, in order and in batches of at most 100, until `signal`. Throws when the epoch has ended or
   * something may have been missed: then it is read again from the last event that was taken.
   */
  read(owner: SubgraphName, after: StreamState, signal: AbortSignal): AsyncIterable<readonly StreamEvent[]>
  /**
   * Work for whoever asks next, one event at a time and each to one worker, in no promised order, until `signal`.
   * Throws when the queue is gone.
   */
  lease(queue: string, name: EventName, signal: AbortSignal): AsyncIterable<Lease>
}
