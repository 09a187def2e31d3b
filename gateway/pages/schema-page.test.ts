import { buildSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import { tinyWorld } from '../test-graph.ts'
import { schemaPage } from './schema-page.ts'

test('the schema page has the contract as it was published', () => {
  const { body, headers } = schemaPage('type Query { a: Int }', () =>
    buildSchema('type Query { a: Int secret: Int }'),
  )()
  expect(body).toBe('type Query { a: Int }')
  expect(headers['content-type']).toMatch(/^application\/graphql/)
})

test('without a contract it has what clients can ask now, also after another graph took its place', async () => {
  await using world = await tinyWorld()
  const response = await fetch(`${world.gateway.url}/schema.graphql`)
  const sdl = await response.text()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/graphql; charset=utf-8'])
  expect(parse(sdl).definitions.length).toBeGreaterThan(5)
  expect(sdl).toContain('motto: String')
  expect(sdl).not.toMatch(/@join|@key|_entities/)

  world.gateway.swapSupergraph(world.supergraphSdl.replaceAll(/ *motto: String.*\n/g, ''))
  expect(await (await fetch(`${world.gateway.url}/schema.graphql`)).text()).not.toContain('motto')
})
