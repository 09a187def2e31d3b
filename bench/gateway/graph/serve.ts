import { createServer } from 'node:http'
import { BoundedMap } from '@varal/platform/bounded-map'
import { execute, parse } from 'graphql'
import { requestText } from '../request-text.ts'
import { type ShopSubgraph, shopSchema, shopSubgraphs } from './subgraphs.ts'

// node bench/gateway/graph/serve.ts PORT: the four subgraphs of the shop, in one process, at a path each.
//
// What was asked before is answered with the bytes of the first time, so that this costs some 20 µs a request and the
// gateway in front is what limits. No gateway gains by it more than another: each fills its own part of the memory.
const REPLIES_MAX = 50_000
const KEEP_ALIVE_MS = 60_000

const schemas = Object.fromEntries(shopSubgraphs.map((name) => [`/${name}`, shopSchema(name as ShopSubgraph)]))

const replies = new BoundedMap(REPLIES_MAX, async (pathAndBody: string) => {
  const bodyFrom = pathAndBody.indexOf(' ')
  const schema = schemas[pathAndBody.slice(0, bodyFrom)]
  if (!schema) return null
  const { query, variables, operationName } = JSON.parse(pathAndBody.slice(bodyFrom))
  const document = parse(query)
  return Buffer.from(JSON.stringify(await execute({ schema, document, variableValues: variables, operationName })))
})

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
  try {
    const reply = await replies.get(`${request.url} ${await requestText(request)}`)
    if (!reply) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length }).end(reply)
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(Number(process.argv[2]), '127.0.0.1')
