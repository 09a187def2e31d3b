import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as it arrived. */
export interface CollectedSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly kind: number
  readonly status: { readonly code?: number; readonly message?: string }
  readonly facts: Readonly<Record<string, string | number | boolean>>
}

/** Takes traces, as OTLP over HTTP with JSON has them. */
export interface Collector extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string
  readonly spans: readonly CollectedSpan[]
  /** All that arrived, as it was sent. */
  readonly received: string
  /** The one span of this name. @throws if there are none or several */
  span(name: string): CollectedSpan
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  let received = ''
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await Array.fromAsync(request)).toString()
    if (request.url !== '/v1/traces') return response.writeHead(404).end()
    received += text
    for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
      const service = String(factsOf(resource.attributes)['service.name'])
      for (const span of scopeSpans.flatMap((scope: any) => scope.spans)) {
        const { name, traceId, spanId, parentSpanId, kind, status, attributes } = span
        spans.push({
          service,
          name,
          traceId,
          spanId,
          kind,
          status,
          parentSpanId: parentSpanId || undefined,
          facts: factsOf(attributes),
        })
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get received() {
      return received
    },
    span(name) {
      const [span, another] = spans.filter((one) => one.name === name)
      if (!span || another) throw new Error(`Not one span ${name}: ${spans.map((one) => one.name).join(', ')}`)
      return span
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const factsOf = (attributes: readonly { key: string; value: Record<string, string | number | boolean> }[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      'intValue' in value ? Number(value['intValue']) : Object.values(value)[0]!,
    ]),
  )
