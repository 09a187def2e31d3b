import { registry } from '@varal/platform/metrics'
import { Counter, Gauge, Histogram } from 'prom-client'

// Labels have few values, and none that a client chooses: an unbounded one would fill the memory of whoever scrapes.

const requests = new Histogram({
  name: 'varal_gateway_request_seconds',
  help: 'How long operations took; of a stream, how long it was open. outcome: ok, partial (data and errors), or the code of the first error',
  labelNames: ['transport', 'kind', 'outcome'],
  buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  registers: [registry],
})

const fetches = new Histogram({
  name: 'varal_gateway_fetch_seconds',
  help: 'How long subgraphs took as the gateway sees it. outcome: ok, errors (an answer with some), or the code of why there was no answer',
  labelNames: ['subgraph', 'outcome'],
  buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
  registers: [registry],
})

const cost = new Counter({
  name: 'varal_gateway_cost_points_total',
  help: 'Cost points that answers came to',
  labelNames: ['kind'],
  registers: [registry],
})

const sockets = new Gauge({
  name: 'varal_gateway_sockets',
  help: 'WebSockets that are open',
  registers: [registry],
})

const streams = new Gauge({
  name: 'varal_gateway_streams',
  help: 'Subscriptions that are watched, through sockets and as server-sent events',
  registers: [registry],
})

/** One function per happening. */
export const measure = {
  answered: (transport: string, kind: string, outcome: string, seconds: number) =>
    requests.observe({ transport, kind, outcome }, seconds),
  fetched: (subgraph: string, outcome: string, seconds: number) => fetches.observe({ subgraph, outcome }, seconds),
  spent: (kind: string, points: number) => cost.inc({ kind }, points),
  socketOpened: () => sockets.inc(),
  socketClosed: () => sockets.dec(),
  streamOpened: () => streams.inc(),
  streamEnded: () => streams.dec(),
}
