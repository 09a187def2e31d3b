import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { registry } from '@varal/platform/metrics'

/** GET /healthz and GET /metrics, apart from what the public reaches. @param port 0 takes a free one. */
export async function serveHealth(host: string, port: number): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(async (request, response) => {
    if (request.method === 'GET' && request.url === '/healthz') {
      return response.setHeader('content-type', 'application/json').end('{"status":"ok"}')
    }
    if (request.method === 'GET' && request.url === '/metrics') {
      const metrics = await registry.metrics()
      return response.setHeader('content-type', registry.contentType).end(metrics)
    }
    response.writeHead(404).end()
  })
  server.listen(port, host)
  await once(server, 'listening')
  const { address, port: taken } = server.address() as AddressInfo
  return {
    url: `http://${address}:${taken}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
