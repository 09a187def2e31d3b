import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { OPERATIONS_AT_ONCE_MAX } from '@varal/gateway/operations/publish-manifest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('operations.ts', import.meta.url))
const dir = mkdtempSync(path.join(tmpdir(), 'operations-'))
const manifest = (name: string, content: unknown) => {
  const file = path.join(dir, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** A gateway as far as the command sees one: it answers what a test says, and keeps what it was asked. */
const gateway = {
  url: '',
  asked: [] as { headers: Record<string, unknown>; query: string; input: any; variables: any }[],
  answer: (_asked: { query: string; input: any }): object => ({}),
}
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { query, variables } = JSON.parse(body)
  const asked = { headers: request.headers, query, variables, input: variables.input }
  gateway.asked.push(asked)
  response.setHeader('content-type', 'application/json').end(JSON.stringify(gateway.answer(asked)))
})

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const other = createServer()
  await once(other.listen(0, '127.0.0.1'), 'listening')
  const { port } = other.address() as AddressInfo
  await once(other.close(), 'close')
  return `http://127.0.0.1:${port}`
}

const run = (...args: string[]) => runWith(['--url', gateway.url], ...args)
async function runWith(more: string[], ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args, ...more], {
    env: { PATH: process.env['PATH'], VARAL_API_KEY: 'varal_key_test', VARAL_DIR: dir },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}
const published = (input: any, more = {}) => ({
  data: {
    publishManifest: {
      manifest: { id: 'm', client: input.client, version: input.version, operationCount: 2, maxOperationCost: 42 },
      rejected: [],
      userErrors: [],
      ...more,
    },
  },
})

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true })
})

describe('npm run operations', () => {
  test('publishes a manifest with the key of the app', async () => {
    gateway.answer = ({ input }) => published(input)
    const file = manifest('a.json', { one: 'query A { a }', two: 'query B { b }' })
    const { code, output } = await run('publish', file, '--client', 'ios', '--version', '1.2.0')
    expect([code, output]).toEqual([0, expect.stringContaining('ios 1.2.0 is published: 2 operations')])
    expect(gateway.asked).toHaveLength(1)
    expect(gateway.asked[0]?.headers['x-api-key']).toBe('varal_key_test')
    expect(gateway.asked[0]?.input).toEqual({
      client: 'ios',
      version: '1.2.0',
      complete: true,
      operations: [
        { id: 'one', name: 'A', body: 'query A { a }' },
        { id: 'two', name: 'B', body: 'query B { b }' },
      ],
    })
  })

  test('publishes a large one in parts, of which the last is complete', async () => {
    gateway.answer = ({ input }) => published(input)
    const large = Array.from({ length: 250 }, (_, n) => [
      `q${n}`,
      `query Q${n} { a ${n < 10 ? '#'.repeat(20_000) : ''} }`,
    ])
    const { code } = await run(
      'publish',
      manifest('b.json', Object.fromEntries(large)),
      '--client',
      'ios',
      '--version',
      '2',
    )
    expect(code).toBe(0)
    const parts = gateway.asked.map(({ input }) => input)
    expect(parts.flatMap(({ operations }) => operations)).toHaveLength(250)
    expect(parts.map(({ complete }) => complete)).toEqual([...new Array(parts.length - 1).fill(false), true])
    for (const part of parts) {
      expect(part.operations.length).toBeLessThanOrEqual(OPERATIONS_AT_ONCE_MAX)
      expect(JSON.stringify(part).length).toBeLessThan(100_000)
    }
  })

  test('says all that was rejected and why, and fails', async () => {
    gateway.answer = ({ input }) => {
      const rejected = input.operations
        .filter(({ body }: any) => body.includes('bad'))
        .map(({ id }: any) => ({
          operationId: id,
          reason: 'There is no field bad.',
          estimatedCost: id === 'q0' ? 6_000 : null,
        }))
      const userErrors = [{ code: 'VALIDATION_FAILED', message: 'Some of it', path: ['input', 'operations'] }]
      return rejected.length > 0 ? published(input, { manifest: null, rejected, userErrors }) : published(input)
    }
    const operations = Array.from({ length: 220 }, (_, n) => [
      `q${n}`,
      `query Q${n} { ${n % 110 === 0 ? 'bad' : 'a'} }`,
    ])
    const file = manifest('c.json', Object.fromEntries(operations))
    const { code, output } = await run('publish', file, '--client', 'ios', '--version', '3')
    expect(code).toBe(1)
    expect(output).toContain('2 of 220 operations are rejected')
    expect(output).toMatch(/Q0 +6000 +There is no field bad\./)
    expect(output).toMatch(/Q110 +There is no field bad\./)
    expect(gateway.asked.some(({ input }) => input.complete)).toBe(false)
  })

  test('lists every page of what is published, and retires', async () => {
    const node = (version: string) => ({
      ...{ client: 'ios', version, state: 'ACTIVE', operationCount: 3, maxOperationCost: 7 },
      publishedAt: '2026-03-01T12:00:00.000Z',
      lastUsedAt: null,
    })
    gateway.answer = ({ query, input }) => {
      if (input) return { data: { retireManifest: { manifest: { id: 'm', ...input }, userErrors: [] } } }
      const isFirst = !gateway.asked.at(-1)?.variables.after
      const pageInfo = { hasNextPage: isFirst, endCursor: 'next' }
      const field = query.includes('unusedManifests') ? 'unusedManifests' : 'manifests'
      return { data: { app: { id: 'a', name: 'A', [field]: { nodes: [node(isFirst ? '1.0' : '2.0')], pageInfo } } } }
    }
    const { output } = await run('list')
    expect(output).toMatch(/ios +1\.0 +ACTIVE +3 +7 +2026-03-01 +never\n +ios +2\.0/)
    expect((await run('unused', '--days', '30')).output).toContain('2.0')
    expect(gateway.asked.at(-1)?.variables).toMatchObject({ days: 30 })
    expect((await run('retire', '--client', 'ios', '--version', '1.0')).output).toContain('ios 1.0 is retired')
  })

  test.each<[string[], string]>([
    [[], 'npm run operations -- publish FILE'],
    [['list', 'more'], 'npm run operations -- publish FILE'],
    [['list', '--colour'], "Unknown option '--colour'"],
    [['retire', '--client', 'ios'], '--client and --version'],
    [['publish', '/no/such/file', '--client', 'a', '--version', '1'], 'cannot be read: ENOENT'],
  ])('says what is wrong with %j', async (args, because) => {
    const { code, output } = await run(...args)
    expect([code, output]).toEqual([1, expect.stringContaining(because)])
    expect(output).not.toContain('    at ')
  })

  test('says what is wrong with the file, the key and the address', async () => {
    const to = ['--client', 'ios', '--version', '1']
    const { code, output } = await run('publish', manifest('d.json', '{"a": 1}'), ...to)
    expect([code, output]).toEqual([1, expect.stringContaining('d.json is no manifest. What stands under "a"')])

    gateway.answer = () => ({ errors: [{ message: 'Get a new one.', extensions: { code: 'UNAUTHENTICATED' } }] })
    expect((await run('list')).output).toContain('The API key was not accepted. Get a new one.')
    gateway.answer = () => ({ data: { app: null } })
    expect((await run('list')).output).toContain('The API key is of no app.')
    gateway.answer = () => ({})
    expect((await run('list')).output).toContain('not as Varal does')
    expect((await runWith(['--url', await nowhere()], 'list')).output).toContain('cannot be reached: ECONNREFUSED')
    expect((await runWith(['--url', 'ftp://x'], 'list')).output).toContain('--url takes an address')
    expect((await runWith([], 'list')).output).toContain('Start it with `npm start`')
  })
})
