import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { getStaticFile } from 'ruru/static'

export interface ExplorerOptions {
  readonly graphqlPath: string
  /** What stands in the editor at first. */
  readonly firstOperations: string | undefined
}

const STATIC_PATH = '/explorer/static/'
const own = fileURLToPath(new URL('./page/', import.meta.url))
const socketClient = path.dirname(fileURLToPath(import.meta.resolve('graphql-ws/client')))

/** What browsers may load for our pages: nothing that is not ours, so the pages work without the internet. */
const ownOnly = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]
const ownScripts = ["script-src 'self'", "worker-src 'self'", "connect-src 'self' ws: wss:"]

const anyGraph = `# Ctrl-Space completes, Ctrl-Enter runs the operation in which the cursor is. Subscriptions run here too.

query Hello {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`

/** GET / is the explorer, GraphiQL as ruru ships it, in a page of ours; GET /about says what this is. */
export function explorerPages(
  app: FastifyInstance,
  { graphqlPath, firstOperations = anyGraph }: ExplorerOptions,
): void {
  const about = readFileSync(new URL('./about.html', import.meta.url), 'utf8')
  const explorer = readFileSync(path.join(own, 'explorer.html'), 'utf8')
    .replace('data-graphql="/graphql"', `data-graphql="${graphqlPath}"`)
    .replace('<template id="first-operations">', (tag) => tag + escaped(firstOperations))

  app.get('/', async (_request, reply) => page(reply, explorer, [...ownOnly, ...ownScripts]))
  app.get('/explorer', async (_request, reply) => reply.redirect('/', 308))
  app.get('/about', async ({ protocol, host }, reply) => {
    const isPlain = /^[\w.:[\]-]+$/.test(host)
    return page(reply, isPlain ? about.replace('http://localhost:4000', `${protocol}://${host}`) : about, ownOnly)
  })
  for (const name of ['explorer.css', 'explorer.js', 'fetcher.js', 'token.js']) {
    const content = readFileSync(path.join(own, name), 'utf8')
    app.get(`/explorer/page/${name}`, async (_request, reply) => file(reply, name, content, 'no-cache'))
  }
  app.get<{ Params: { name: string } }>('/explorer/graphql-ws/:name', async ({ params: { name } }, reply) => {
    if (!/^(client|common-\w+)\.js$/.test(name)) return reply.callNotFound()
    return file(reply, name, readFileSync(path.join(socketClient, name), 'utf8'), 'public, max-age=3600')
  })
  app.get(`${STATIC_PATH}*`, async (request, reply) => {
    const acceptEncoding = request.headers['accept-encoding']
    const found = await getStaticFile({
      staticPath: STATIC_PATH,
      urlPath: request.url,
      acceptEncoding,
      disallowDevAssets: true,
    })
    if (!found) return reply.callNotFound()
    reply.headers({ ...found.headers, 'cache-control': 'public, max-age=3600', vary: 'accept-encoding' })
    return request.headers['if-none-match'] === found.headers.etag ? reply.code(304).send() : reply.send(found.content)
  })
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function file(reply: FastifyReply, name: string, content: string, caching: string): FastifyReply {
  const type = name.endsWith('.css') ? 'text/css' : 'text/javascript'
  return reply.type(`${type}; charset=utf-8`).header('cache-control', caching).send(content)
}

function page(reply: FastifyReply, html: string, policy: readonly string[]): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    .send(html)
}
