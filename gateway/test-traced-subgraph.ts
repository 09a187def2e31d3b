import { buildSubgraphSchema } from '@apollo/subgraph'
import { systemClock } from '@varal/platform/clock'
import { connectDatabase } from '@varal/platform/db'
import { serveLink } from '@varal/platform/links/http-server'
import { localLink } from '@varal/platform/links/local-link'
import { createLog } from '@varal/platform/log'
import { startTracing } from '@varal/platform/start-tracing'
import { liveTopics } from '@varal/platform/tables'
import type { Topic } from '@varal/schema/live'
import { eq, sql } from 'drizzle-orm'
import { parse } from 'graphql'

// A subgraph in a process of its own, for tracing.db.test.ts: started with the addresses of its database and collector.

const [databaseUrl = '', endpoint = '', secret = ''] = process.argv.slice(2)

export const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { latest(topic: String!): Int  broken: Int }`

if (import.meta.main) {
  const log = createLog('silent')
  const tracing = await startTracing({ endpoint, service: 'varal-tiny', share: 1, log })
  const database = connectDatabase({ url: databaseUrl, poolMax: 2 })
  const resolvers = {
    Query: {
      latest: (_: unknown, { topic }: { topic: Topic }) =>
        database.db.transaction(async (tx) => {
          const rows = await tx.select().from(liveTopics).where(eq(liveTopics.topic, topic))
          return rows.length
        }),
      broken: () => database.db.execute(sql`select 1 from "nowhere" where x = 'ada@example.org'`),
    },
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }])
  const link = localLink({ schema, contextOf: () => ({}), log })
  const server = await serveLink({
    ...{ name: 'tiny', link, secret, clock: systemClock, log, host: '127.0.0.1', port: 0 },
  })
  console.log(server.url)
  process.once('SIGTERM', async () => {
    await server[Symbol.asyncDispose]()
    await tracing[Symbol.asyncDispose]()
    process.exit(0)
  })
}
