import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TinyWorld, tinyWorld } from '../test-graph.ts'

describe("the gateway's pages", () => {
  let world: TinyWorld
  beforeAll(async () => {
    world = await tinyWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())
  const get = (path: string, init: RequestInit = {}) => fetch(`${world.gateway.url}${path}`, init)
  const text = async (path: string) => (await get(path)).text()
  /** Addresses that a page, a style or a script names. */
  const named = (source: string) =>
    [...source.matchAll(/(?:src|href|from|import|url|Worker)\s*[=(]?\s*["'`]([^"'`$]+)/g)].map(
      ([, address]) => address!,
    )

  test.each(['/', '/about'])('%s loads nothing from elsewhere, and could not', async (path) => {
    const response = await get(path)
    const html = await response.text()
    const policy = response.headers.get('content-security-policy')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(policy).toMatch(/^default-src 'none'/)
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/)
    for (const address of named(html)) expect(address).toMatch(/^(\/|data:)/)
  })

  test('say where to ask, and what stands in the editor at first', async () => {
    const about = await text('/about')
    expect(about).toContain(`curl -s ${world.gateway.url}/graphql`)
    expect(about).toContain('/graphql/stream')
    const explorer = await text('/')
    expect(explorer).toContain('data-graphql="/graphql"')
    expect(explorer).toContain('<template id="first-operations"># Ctrl-Space')
  })

  test('come with all that they are made of, compressed where that was done for us', async () => {
    const known = new Set(['/'])
    for (const path of known) {
      const response = await get(path, { headers: { 'accept-encoding': 'br' } })
      expect([path, response.status]).toEqual([path, 200])
      if (path.startsWith('/explorer/static/')) {
        expect(response.headers.get('content-encoding')).toBe('br')
        continue
      }
      for (const address of named(await response.text())) {
        const { pathname } = new URL(address, new URL(path, world.gateway.url))
        if (/^\/explorer\/.*\.(js|css)$/.test(pathname)) known.add(pathname)
      }
    }
    expect([...known]).toEqual(
      expect.arrayContaining([
        '/explorer/static/ruru.js',
        '/explorer/static/ruru.css',
        '/explorer/page/explorer.js',
        '/explorer/page/explorer.css',
        '/explorer/page/fetcher.js',
        '/explorer/page/token.js',
        '/explorer/graphql-ws/client.js',
        expect.stringMatching(/^\/explorer\/graphql-ws\/common-\w+\.js$/),
      ]),
    )
    for (const worker of ['editorWorker', 'graphqlWorker', 'jsonWorker'])
      expect((await get(`/explorer/static/${worker}.js`)).status).toBe(200)
    const etag = (await get('/explorer/static/ruru.js')).headers.get('etag')!
    expect((await get('/explorer/static/ruru.js', { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  test('are found where they were before', async () => {
    const moved = await get('/explorer', { redirect: 'manual' })
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/'])
  })

  test.each([
    '/explorer/static/../../package.json',
    '/explorer/static/nothing.js',
    '/explorer/static/__proto__',
    '/explorer/graphql-ws/..%2fpackage.json',
    '/explorer/graphql-ws/server.js',
    '/explorer/page/pages.ts',
  ])('have no %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})
