import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TinyWorld, tinyWorld } from '../test-graph.ts'

describe("the gateway's pages", () => {
  let world: TinyWorld
  beforeAll(async () => {
    world = await tinyWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())
  const get = (path: string, headers = {}) => fetch(`${world.gateway.url}${path}`, { headers })

  test.each(['/', '/explorer'])('%s loads nothing from elsewhere, and could not', async (path) => {
    const response = await get(path)
    const html = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(response.headers.get('content-security-policy')).not.toMatch(/https?:/)
    for (const [, address] of html.matchAll(/(?:src|href|from|import|url)\s*[=(]?\s*["']([^"']+)["']/g))
      expect(address).toMatch(/^(\/|data:)/)
  })

  test('say where to ask, and what the explorer asks', async () => {
    const landing = await (await get('/')).text()
    expect(landing).toContain(`curl -s ${world.gateway.url}/graphql`)
    expect(landing).toContain('/graphql/stream')
    const explorer = await (await get('/explorer')).text()
    expect(explorer).toContain('"subscriptionEndpoint": "/graphql"')
    expect(explorer).toContain('"isHeadersEditorEnabled": true')
  })

  test('come with all that the explorer is made of, compressed for who can read it', async () => {
    const explorer = await (await get('/explorer')).text()
    const files = [...explorer.matchAll(/"(\/explorer\/static\/[\w.]+)"/g)].map(([, file]) => file!)
    expect(files.length).toBeGreaterThan(2)
    for (const file of [...files, '/explorer/static/graphqlWorker.js']) {
      const response = await get(file, { 'accept-encoding': 'br' })
      expect([file, response.status, response.headers.get('content-encoding')]).toEqual([file, 200, 'br'])
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    }
    const etag = (await get(files[0]!)).headers.get('etag')
    expect((await get(files[0]!, { 'if-none-match': etag })).status).toBe(304)
  })

  test.each(['/explorer/static/../../package.json', '/explorer/static/nothing.js', '/explorer/static/__proto__'])(
    'have no %s',
    async (path) => {
      expect((await get(path)).status).toBe(404)
    },
  )
})
