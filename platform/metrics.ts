import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What a process measures. Scraped from /metrics. */
export const registry = new Registry()
collectDefaultMetrics({ register: registry })

const statementSeconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]

const requests = new Histogram({
  name: 'varal_subgraph_request_seconds',
  help: 'How long a subgraph took to answer',
  labelNames: ['subgraph', 'outcome'],
  buckets: statementSeconds,
  registers: [registry],
})

const published = new Counter({
  name: 'varal_events_published_total',
  help: 'Facts that were copied from the outbox to the stream',
  labelNames: ['owner'],
  registers: [registry],
})

const handled = new Counter({
  name: 'varal_events_handled_total',
  help: 'Events that had their effect',
  labelNames: ['subgraph', 'owner'],
  registers: [registry],
})

const lag = new Gauge({
  name: 'varal_event_lag_seconds',
  help: 'Age of the event that was handled last, when it was handled',
  labelNames: ['subgraph', 'owner'],
  registers: [registry],
})

const failures = new Counter({
  name: 'varal_handler_failures_total',
  help: 'Times that a handler or a job failed',
  labelNames: ['subgraph', 'handler'],
  registers: [registry],
})

const operationsWarmed = new Counter({
  name: 'varal_operations_warmed_total',
  help: 'Published operations that were prepared before their clients asked, and those that are no longer valid',
  labelNames: ['outcome'],
  registers: [registry],
})

const unpublished = new Counter({
  name: 'varal_unpublished_operations_total',
  help: 'Operations of no manifest that were sent where manifests are asked for',
  labelNames: ['outcome'],
  registers: [registry],
})

/** One function per happening. */
export const measure = {
  subgraphAnswered: (subgraph: string, isFaulty: boolean, seconds: number) =>
    requests.observe({ subgraph, outcome: isFaulty ? 'errors' : 'ok' }, seconds),
  eventsPublished: (owner: string, count: number) => published.inc({ owner }, count),
  eventsHandled(subgraph: string, owner: string, count: number, ageSeconds: number) {
    handled.inc({ subgraph, owner }, count)
    lag.set({ subgraph, owner }, ageSeconds)
  },
  operationsWarmed(prepared: number, invalid: number) {
    operationsWarmed.inc({ outcome: 'prepared' }, prepared)
    operationsWarmed.inc({ outcome: 'invalid' }, invalid)
  },
  unpublishedOperation: (wasRefused: boolean) => unpublished.inc({ outcome: wasRefused ? 'refused' : 'answered' }),
  handlerFailed: (subgraph: string, handler: string) => failures.inc({ subgraph, handler }),
}
