import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { fetchOutside, type OutsideOptions } from './fetch-outside.ts'
import { isPublicAddress } from './public-address.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const usual: OutsideOptions = { maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 3, allowPrivate: false }
const ask = (url: string, options: Partial<OutsideOptions> = {}) => fetchOutside(url, { ...usual, ...options })
const askHere = (url: string, options: Partial<OutsideOptions> = {}) => ask(url, { allowPrivate: true, ...options })
const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => 'ANSWERED',
    (error) => error.code,
  )
/** Says, for every name, these addresses; each time the next of them. */
const says = (...rounds: string[][]): LookupFunction => {
  let round = 0
  return (_name, _options, callback) =>
    callback(
      null,
      (rounds[Math.min(round++, rounds.length - 1)] ?? []).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    )
}

describe('an address is refused', () => {
  test.each([
    ['loopback', 'http://127.0.0.1/'],
    ['in decimal', 'http://2130706433/'],
    ['in octal', 'http://0177.0.0.1/'],
    ['in hexadecimal', 'http://0x7f.1/'],
    ['cut short', 'http://127.1/'],
    ['in full-width digits', 'http://１２７.0.0.1/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv4 mapped into IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['IPv4 mapped, in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['IPv4 translated', 'http://[64:ff9b::7f00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['unspecified', 'http://0.0.0.0/'],
    ['the metadata of clouds', 'http://169.254.169.254/latest/meta-data/'],
    ['private', 'http://10.1.2.3/'],
    ['shared by providers', 'http://100.64.0.1/'],
    ['unique local', 'http://[fd00::1]/'],
    ['link-local', 'http://[fe80::1]/'],
  ])('if it is %s', async (_what, url) => {
    expect(await codeOf(ask(url))).toBe('PRIVATE_ADDRESS')
  })

  test.each([
    ['it carries a name and password', 'http://me:secret@example.org/'],
    ['it is no URL', 'example.org'],
    ['it is a file', 'file:///etc/passwd'],
    ['it is at another port', 'http://example.org:6379/'],
    ['it is empty', ''],
  ])('if %s', async (_what, url) => {
    expect(await codeOf(ask(url))).toBe('BAD_ADDRESS')
  })

  test('if its name means this machine, also beside a public address', async () => {
    expect(await codeOf(ask('http://localhost/'))).toBe('PRIVATE_ADDRESS')
    expect(await codeOf(ask('http://example.org/', { lookup: says(['93.184.216.34', '127.0.0.1']) }))).toBe(
      'PRIVATE_ADDRESS',
    )
    expect(await codeOf(ask('http://example.org/', { lookup: says(['::ffff:10.0.0.1']) }))).toBe('PRIVATE_ADDRESS')
  })
})

test('a name is resolved once for a connection, so that rebinding it changes nothing', async () => {
  let asked = 0
  const port = await serve((_request, response) => response.end('here'))
  const counting: LookupFunction = (name, options, callback) => {
    asked++
    says(['127.0.0.1'], ['192.0.2.1'])(name, options, callback)
  }
  const { body } = await askHere(`http://example.org:${port}/`, { lookup: counting })
  expect([String(body), asked]).toEqual(['here', 1])
})

test('a name that turns private between two redirects is refused', async () => {
  const port = await serve((_request, response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end())
  // The first step is let through as a public server's would be; the second is judged.
  let asked = 0
  const lookup: LookupFunction = (name, options, callback) =>
    asked++ === 0 ? says(['127.0.0.1'])(name, options, callback) : says(['10.0.0.1'])(name, options, callback)
  const first = await askHere(`http://example.org:${port}/`, { lookup, maxRedirects: 0 })
  expect(first.status).toBe(302)
  expect(await codeOf(ask(String(first.headers.location)))).toBe('PRIVATE_ADDRESS')
  expect(await codeOf(ask('http://example.org/', { lookup }))).toBe('PRIVATE_ADDRESS')
})

test('redirects are followed up to their number, and given as they are if there may be none', async () => {
  const port = await serve((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) return response.end('arrived')
    return response.writeHead(302, { location: `/${left - 1}` }).end()
  })
  const at = `http://127.0.0.1:${port}`
  const arrived = await askHere(`${at}/3`)
  expect([String(arrived.body), arrived.url]).toEqual(['arrived', `${at}/0`])
  expect(await codeOf(askHere(`${at}/4`))).toBe('TOO_MANY_REDIRECTS')
  expect((await askHere(`${at}/1`, { maxRedirects: 0 })).status).toBe(302)
})

test('a body is cut at its limit, and a server that drips is cut off', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/long') return response.end('x'.repeat(5_000_000))
    response.writeHead(200)
    const dripping = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(dripping))
  })
  const long = await askHere(`http://127.0.0.1:${port}/long`)
  expect([long.body.length, long.isCut]).toEqual([1_000, true])
  expect(await codeOf(askHere(`http://127.0.0.1:${port}/drip`, { timeoutMs: 300 }))).toBe('TIMEOUT')
})

test('what does not answer, or not in HTTP, is unreachable', async () => {
  const port = await serve((request) => request.socket.end('no HTTP\r\n\r\n'))
  expect(await codeOf(askHere(`http://127.0.0.1:${port}/`))).toBe('UNREACHABLE')
  const unknown: LookupFunction = (_name, _options, callback) => callback(new Error('no such name'), undefined as never)
  expect(await codeOf(ask('http://nothing.invalid/', { lookup: unknown }))).toBe('UNREACHABLE')
})

test('public addresses are public', () => {
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::1111', '2a00:1450::1'])
    expect([address, isPublicAddress(address)]).toEqual([address, true])
  for (const address of ['', 'example.org', '127.0.0.1%lo', '1.2.3', '::', '255.255.255.255'])
    expect([address, isPublicAddress(address)]).toEqual([address, false])
})
