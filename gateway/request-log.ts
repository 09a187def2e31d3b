import type { Logger } from '@varal/platform/log'
import type { Span } from '@varal/platform/trace'
import { codeForClients } from './execute/client-errors.ts'
import type { Operation } from './execute/operation.ts'
import type { CostReport } from './limits/admission.ts'
import { measure } from './metrics.ts'
import type { KnownOperation } from './operations/known-operations.ts'

/** What a request came to. An answer has all that there is to say of it. */
export interface Outcome {
  readonly hasData: boolean
  readonly errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[]
  readonly cost?: CostReport | undefined
  readonly fetches?: number | undefined
}

export interface FinishedRequest {
  readonly requestId: string
  readonly transport: 'http' | 'websocket' | 'events'
  /** As `performance.now()` counts. */
  readonly beganMs: number
  readonly outcome: Outcome
  /** Null until it is known to be valid: what else clients call an operation may be anything. */
  readonly operation: Operation | null
  readonly known: KnownOperation | null
  /** Of HTTP. */
  readonly method?: string | undefined
  readonly status?: number | undefined
  readonly span?: Span
}

/** Tells the log, the metrics and the trace of a request that is over: answered, refused, or a stream that has ended. */
export type FinishRequest = (request: FinishedRequest) => void

/** One line each, at level `info`: nothing of what was asked for, by whom, or with what. */
export function requestLog(log: Logger): FinishRequest {
  return ({ requestId, transport, beganMs, outcome, operation, known, method, status, span }) => {
    const { hasData, errors, cost, fetches } = outcome
    const durationMs = performance.now() - beganMs
    const kind = operation?.kind
    const name = known?.name ?? operation?.definition.name?.value
    const codes = errors.length > 0 ? [...new Set(errors.map(codeOf))] : undefined
    const result = codes === undefined ? 'ok' : hasData ? 'partial' : (codes[0] as string)
    measure.answered(transport, kind ?? 'none', result, durationMs / 1_000)
    if (cost) measure.spent(kind ?? 'none', cost.actual)
    const traceId = span?.traceId
    if (log.isLevelEnabled('info')) {
      log.info(
        {
          ...{ requestId, traceId, transport, method, status, ms: Math.round(durationMs * 100) / 100 },
          ...{ kind, operation: name, client: known?.client, version: known?.version },
          ...{ codes, cost: cost?.actual, fetches },
        },
        'request',
      )
    }
    if (!span || traceId === undefined) return
    if (kind) span.rename(name ? `${kind} ${name}` : kind)
    span.tell({
      ...(kind && { 'graphql.operation.type': kind }),
      ...(name && { 'graphql.operation.name': name }),
      ...(method && { 'http.request.method': method }),
      ...(status && { 'http.response.status_code': status }),
      ...(cost && { 'varal.cost': cost.actual }),
      ...(fetches !== undefined && { 'varal.fetches': fetches }),
    })
    if (codes) span.fail(codes.join(' '))
  }
}

const codeOf = ({ extensions }: Outcome['errors'][number]) => codeForClients(extensions?.['code'])
