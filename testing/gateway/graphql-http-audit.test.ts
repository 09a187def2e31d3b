import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { loadSupergraph } from '@varal/gateway/execute/supergraph'
import { tinyWorld } from '@varal/gateway/test-graph'
import { type AuditResult, auditServer } from 'graphql-http'
import { expect, test } from 'vitest'

const badness = { ok: 0, notice: 1, warn: 2, error: 3 } as const

test('the audit of GraphQL over HTTP finds nothing here that it does not also find in stock Apollo Server', async () => {
  await using world = await tinyWorld()
  const stock = new ApolloServer({ schema: loadSupergraph(world.supergraphSdl).clientSchema })
  const { url } = await startStandaloneServer(stock, { listen: { host: '127.0.0.1', port: 0 } })
  const theirs = await auditServer({ url })
  await stock.stop()
  const statusThere = new Map(theirs.map(({ id, status }) => [id, status]))
  console.log(`Apollo Server: ${summary(theirs)}`)

  // What is asked for the second time takes another way.
  for (const time of ['first', 'second']) {
    const ours = await auditServer({ url: `${world.gateway.url}/graphql` })
    expect(ours.length).toBeGreaterThan(60)
    const differences = ours.filter(({ id, status }) => status !== statusThere.get(id))
    const worse = differences.filter(({ id, status }) => badness[status] > badness[statusThere.get(id) ?? 'ok'])
    expect(worse.filter(({ status }) => status !== 'notice')).toEqual([])
    expect(ours.filter(({ status }) => status === 'error')).toEqual([])
    console.log(`Varal, the ${time} time: ${summary(ours)}`)
    for (const { id, name, status } of differences) console.log(`  ${status}, there ${statusThere.get(id)}: ${name}`)
  }
})

const summary = (results: readonly AuditResult[]) =>
  Object.keys(badness)
    .map((status) => `${results.filter((one) => one.status === status).length} ${status}`)
    .join(', ')
