import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type RuruConfig, ruruHTML } from 'ruru/server'
import { getStaticFile } from 'ruru/static'

/** Its types refer to a package that it does not bring along. */
type RuruClientConfig = NonNullable<RuruConfig['clientConfig']>

const STATIC_PATH = '/explorer/static/'

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
const ownScripts = ["script-src 'self' 'unsafe-inline'", "worker-src 'self' blob:", "connect-src 'self' ws: wss:"]

const firstQuery = `# The graph of Varal. Ctrl-Space completes, Ctrl-Enter runs.
# Signed in? Under "Headers": { "Authorization": "Bearer <access token>" }
# Streams run here too: subscription { … }

query HelloVaral {
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

/** GET / says what this is; GET /explorer is GraphiQL (as ruru ships it), served from this process. */
export function explorerPages(app: FastifyInstance, { graphqlPath }: { readonly graphqlPath: string }): void {
  const landing = readFileSync(new URL('./landing.html', import.meta.url), 'utf8')
  const explorer = ruruHTML({
    staticPath: STATIC_PATH,
    endpoint: graphqlPath,
    subscriptionEndpoint: graphqlPath,
    clientConfig: {
      defaultQuery: firstQuery,
      isHeadersEditorEnabled: true,
      debugTools: [],
    } as unknown as RuruClientConfig,
    htmlParts: { titleTag: '<title>Varal explorer</title>\n<link rel="icon" href="data:," />' },
  })

  app.get('/', async ({ protocol, host }, reply) => {
    const isPlain = /^[\w.:[\]-]+$/.test(host)
    return page(reply, isPlain ? landing.replace('http://localhost:4000', `${protocol}://${host}`) : landing, ownOnly)
  })
  app.get('/explorer', async (_request, reply) => page(reply, explorer, [...ownOnly, ...ownScripts]))
  app.get(`${STATIC_PATH}*`, async (request, reply) => {
    const acceptEncoding = request.headers['accept-encoding']
    const file = await getStaticFile({
      staticPath: STATIC_PATH,
      urlPath: request.url,
      acceptEncoding,
      disallowDevAssets: true,
    })
    if (!file) return reply.callNotFound()
    reply.headers({ ...file.headers, 'cache-control': 'public, max-age=3600', vary: 'accept-encoding' })
    return request.headers['if-none-match'] === file.headers.etag ? reply.code(304).send() : reply.send(file.content)
  })
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
