/** What is told of a span. Names and numbers: never what people wrote, and never an id of theirs. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>

/** A piece of work that is under way. */
export interface Span {
  tell(facts: SpanFacts): void
  rename(name: string): void
  /** It went wrong. @param code not a message: those quote values */
  fail(code: string): void
  /** Names the trace that it is a part of; undefined if nobody records it. */
  readonly traceId: string | undefined
}

/** What `startTracing` installs. */
export interface Tracing {
  child<Result>(name: string, facts: SpanFacts, work: (span: Span) => Promise<Result>): Promise<Result>
  root<Result>(
    traceparent: string | undefined,
    name: string,
    facts: SpanFacts,
    work: (span: Span) => Promise<Result>,
  ): Promise<Result>
  traceparent(): string | undefined
}

const untold: Span = { tell() {}, rename() {}, fail() {}, traceId: undefined }

// As with the metrics' registry, a process has one of these. Most have none: then all of this costs a comparison.
let tracing: Tracing | null = null

export function installTracing(installed: Tracing | null): void {
  tracing = installed
}

/** Whether anything is recorded at all: for facts that are not at hand. */
export const isTracing = (): boolean => tracing !== null

/** Does what is asked of another, of a subgraph or of Postgres, as a part of the work that is under way here. */
export function traced<Result>(name: string, facts: SpanFacts, work: (span: Span) => Promise<Result>): Promise<Result> {
  return tracing === null ? work(untold) : tracing.child(name, facts, work)
}

/**
 * Does what somebody asked of us. @param traceparent what the caller says it is a part of, as the W3C writes it; without
 * one, or with one that cannot be read, a trace begins here
 */
export function tracedRequest<Result>(
  traceparent: string | undefined,
  name: string,
  facts: SpanFacts,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracing === null ? work(untold) : tracing.root(traceparent, name, facts, work)
}

/** What to send along, so that whoever is asked goes on with the trace. */
export const traceparent = (): string | undefined => (tracing === null ? undefined : tracing.traceparent())
