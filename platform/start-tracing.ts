import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span as RecordedSpan, SpanContext } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from './log.ts'
import { installTracing, type Span, type SpanFacts } from './trace.ts'

export interface TracingOptions {
  /** Where a collector takes OTLP over HTTP: `http://host:4318`. Null: nothing is traced. */
  readonly endpoint: string | null
  /** What the process is, in traces. */
  readonly service: string
  /** Of all requests, how many are traced: 0 to 1. Traces are chosen by their id, so that all processes choose the same. */
  readonly share: number
  readonly log: Logger
}

/** A collector that does not answer is not mentioned more often. */
const SAY_EVERY_MS = 60_000
/** A collector takes a batch within this time, tries included; also the last one, for which a process does not stay long. */
const SEND_MS = 2_000

/** Traces this process until it is disposed of, which sends what is left. What a slow collector does not take is dropped. */
export async function startTracing({ endpoint, service, share, log }: TracingOptions): Promise<AsyncDisposable> {
  if (endpoint === null) return { [Symbol.asyncDispose]: async () => {} }
  // A second's worth of code that most processes have no use for.
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: SEND_MS })
  const chosen = new sdk.TraceIdRatioBasedSampler(share)
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    // What a client says may spare us a trace, and never cause more of them.
    sampler: new sdk.ParentBasedSampler({ root: chosen, remoteParentSampled: chosen }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: told(exporter, log) })],
  })
  const tracer = provider.getTracer('varal')
  const current = new AsyncLocalStorage<Recorded>()

  class Recorded implements Span {
    readonly span: RecordedSpan
    readonly context: SpanContext
    readonly isRecorded: boolean
    hasEnded = false

    constructor(span: RecordedSpan) {
      this.span = span
      this.context = span.spanContext()
      this.isRecorded = span.isRecording()
    }

    get traceId(): string | undefined {
      return this.isRecorded ? this.context.traceId : undefined
    }

    tell(facts: SpanFacts): void {
      this.span.setAttributes(facts)
    }

    rename(name: string): void {
      this.span.updateName(name)
    }

    fail(code: string): void {
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: code })
    }

    end(): void {
      this.hasEnded = true
      this.span.end()
    }
  }

  async function run<Result>(recorded: Recorded, work: (span: Span) => Promise<Result>): Promise<Result> {
    try {
      return await current.run(recorded, work, recorded)
    } catch (error) {
      recorded.fail(codeOf(error))
      throw error
    } finally {
      recorded.end()
    }
  }

  installTracing({
    child(name, facts, work) {
      const parent = current.getStore()
      // What outlives its request, such as a stream, is not a part of it any more.
      if (!parent?.isRecorded || parent.hasEnded) return work(unrecorded)
      const context = trace.setSpan(ROOT_CONTEXT, parent.span)
      return run(new Recorded(tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: facts }, context)), work)
    },
    root(traceparent, name, facts, work) {
      const remote = traceparent === undefined ? null : readTraceparent(traceparent)
      const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
      return run(new Recorded(tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: facts }, context)), work)
    },
    traceparent() {
      const parent = current.getStore()
      if (!parent || parent.hasEnded) return undefined
      const { traceId, spanId, traceFlags } = parent.context
      return `00-${traceId}-${spanId}-0${traceFlags & 1}`
    },
  })
  return {
    async [Symbol.asyncDispose]() {
      installTracing(null)
      await provider.shutdown().catch((err: unknown) => log.warn({ err }, 'the last traces could not be sent'))
    },
  }
}

const unrecorded: Span = { tell() {}, rename() {}, fail() {}, traceId: undefined }

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/

/** https://www.w3.org/TR/trace-context/: a later version may have more to say after these. */
function readTraceparent(header: string): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header) ?? []
  if (!traceId || !spanId || !flags || header.startsWith('ff') || /^0+$/.test(traceId) || /^0+$/.test(spanId))
    return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
}

/** A mistake's code; of a fault, what it is. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const { code } = 'extensions' in error ? (error.extensions as { code?: unknown }) : (error as { code?: unknown })
  return typeof code === 'string' ? code : error.name
}

function told(exporter: SpanExporter, log: Logger): SpanExporter {
  let saidMs = Number.NEGATIVE_INFINITY
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error && performance.now() - saidMs > SAY_EVERY_MS) {
          saidMs = performance.now()
          log.warn({ err: result.error }, 'traces could not be sent')
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() } : {}),
  }
}
