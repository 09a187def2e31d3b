import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { manualClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { filesObjects } from './files-objects.ts'
import { objectsContract } from './objects.contract.ts'

const clock = manualClock(new Date('2026-03-01T12:00:00.000Z'))
const credentials = { accessKey: 'varal', secretKey: 'a secret of these tests' }
let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'varal objetos à mão '))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const options = (name: string) => ({
  dir: join(root, name),
  port: 0,
  ...credentials,
  clock,
  log: createLog('silent'),
})
const opened = (name: string, more: Partial<Parameters<typeof filesObjects>[0]> = {}) =>
  filesObjects({ ...options(name), ...more })

objectsContract('a folder', () => opened('contract'))

/** As it is written: without the normalising that fetch does. */
const ask = (url: string, path: string, method = 'GET') =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    httpRequest({ hostname, port, path, method }, (response) => {
      void buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, body: body.toString() }), reject)
    })
      .on('error', reject)
      .end()
  })

describe('a folder of objects', () => {
  const put = { contentType: 'image/png', bytes: 5, expiresInS: 600 }
  const send = (signed: { url: string; headers: Readonly<Record<string, string>> }, body: string) =>
    fetch(signed.url, { method: 'PUT', headers: signed.headers, body })

  test('takes files at a signed address again and again until it expires, and then no more', async () => {
    await using objects = await opened('expiry')
    const signed = await objects.signPut('originals', 'a', put)

    expect((await send(signed, 'first')).status).toBe(200)
    clock.advance(599_000)
    expect((await send(signed, 'again')).status).toBe(200)
    clock.advance(1_000)
    const late = await send(signed, 'never')

    expect(late.status).toBe(403)
    expect(await late.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired</)
    expect((await buffer(await objects.get('originals', 'a'))).toString()).toBe('again')
  })

  test('is shared with processes that do not serve it', async () => {
    await using server = await opened('shared')
    await using worker = await opened('shared', { serve: false, publicBaseUrl: server.url })
    await worker.put('renditions', 'from/worker', Buffer.from('light'), 'image/webp')

    expect(await (await fetch(worker.publicUrl('from/worker'))).text()).toBe('light')
    expect(worker.publicUrl('from/worker')).toBe(server.publicUrl('from/worker'))
    expect((await send(await worker.signPut('originals', 'for/worker', put), 'bytes')).status).toBe(200)
    expect(await worker.head('originals', 'for/worker')).toEqual({ bytes: 5, contentType: 'image/png' })
    await expect(opened('shared', { serve: false })).rejects.toThrow('port or publicBaseUrl')
  })

  test('is there again after a restart', async () => {
    {
      await using objects = await opened('restart')
      await objects.put('originals', 'a/b', Buffer.from('light'), 'image/png')
    }
    await using objects = await opened('restart')
    expect((await buffer(await objects.get('originals', 'a/b'))).toString()).toBe('light')
  })

  test('signs for the public origin, and for no other', async () => {
    await using objects = await opened('public', { publicBaseUrl: 'https://objects.example.org/' })
    const { url } = await objects.signPut('originals', 'a', put)

    expect(url).toMatch(/^https:\/\/objects\.example\.org\/originals\/a\?/)
    expect(objects.publicUrl('a')).toBe('https://objects.example.org/renditions/a')
    await expect(opened('public', { publicBaseUrl: 'https://example.org/objects' })).rejects.toThrow('origin')
  })

  test('gives nothing of what lies outside it', async () => {
    await using objects = await opened('inside')
    await writeFile(join(root, 'secret'), 'secret')
    for (const path of [
      '/renditions/../../secret',
      '/renditions/%2e%2e/%2e%2e/secret',
      '/renditions/..%2f..%2fsecret',
      '/../secret',
      '//secret',
      '/renditions',
      '/renditions/',
      '/incoming/x',
      '/',
      'http://elsewhere/renditions/a',
      '/renditions/a\\..\\b',
    ]) {
      const { status, body } = await ask(objects.url, path)
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
      expect(body).toContain('<Error><Code>')
    }
  })

  test('knows no other methods', async () => {
    await using objects = await opened('methods')
    for (const [method, path] of [
      ['POST', '/renditions/a'],
      ['PATCH', '/renditions/a'],
      ['PUT', '/renditions'],
      ['DELETE', '/renditions'],
      ['PATCH', '/renditions/a?uploadId=b'],
    ] as const) {
      const { status, body } = await ask(objects.url, path, method)
      expect(status).toBe(405)
      expect(body).toContain('<Code>MethodNotAllowed</Code>')
    }
  })

  test('may be used by pages of any origin', async () => {
    await using objects = await opened('cors')
    const { url } = await objects.signPut('originals', 'a', put)
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.org',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    })

    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type')
    expect((await fetch(objects.publicUrl('none'))).headers.get('access-control-allow-origin')).toBe('*')
  })

  test('serves what cannot run, be sniffed or change', async () => {
    await using objects = await opened('headers')
    await objects.put('renditions', 'a', Buffer.from('light'), 'image/webp')
    const { headers, status } = await fetch(objects.publicUrl('a'), { method: 'HEAD' })

    expect(status).toBe(200)
    expect(headers.get('content-length')).toBe('5')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe('sandbox')
    const missing = await fetch(objects.publicUrl('b'))
    expect(missing.headers.get('cache-control')).toBe('no-store')
    expect(await missing.text()).toContain('<Code>NoSuchKey</Code>')
  })

  test('sends the whole when the part was of an older version, or several parts are asked for', async () => {
    await using objects = await opened('ranges')
    await objects.put('renditions', 'a', Buffer.from('light'), 'image/webp')
    const get = async (headers: Record<string, string>) => (await fetch(objects.publicUrl('a'), { headers })).status

    expect(await get({ range: 'bytes=0-1', 'if-range': '"older"' })).toBe(200)
    expect(await get({ range: 'bytes=0-1,3-4' })).toBe(200)
    expect(await get({ range: 'bytes=3-1' })).toBe(200)
    expect(await get({ range: 'lines=1-2' })).toBe(200)
    expect(await get({ range: 'bytes=0-99' })).toBe(206)
  })

  test('takes no body of unknown length', async () => {
    await using objects = await opened('chunked')
    const { url, headers } = await objects.signPut('originals', 'a', put)
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('light'))
        controller.close()
      },
    })
    const answer = await fetch(url, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit)

    expect(answer.status).toBe(411)
    expect(await answer.text()).toContain('<Code>MissingContentLength</Code>')
  })

  test('says why it refuses a file even while the file is still being sent', async () => {
    await using objects = await opened('large')
    const signed = await objects.signPut('originals', 'a', put)
    const answer = await send(signed, 'x'.repeat(8_000_000))

    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>')
  })

  test('has no half of a file whose sender vanished', async () => {
    await using objects = await opened('vanished')
    const { url, headers } = await objects.signPut('originals', 'a', { ...put, bytes: 1_000 })
    const { pathname, search, host, port } = new URL(url)
    const incoming = () => readdir(join(root, 'vanished', 'incoming'))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${headers['Content-Type']}\r\n` +
        `Content-Length: 1000\r\n\r\n${'x'.repeat(500)}`,
    )
    await vi.waitUntil(async () => (await incoming()).length === 1)
    socket.destroy()
    await vi.waitUntil(async () => (await incoming()).length === 0)

    expect(await objects.head('originals', 'a')).toBeNull()
  })

  test('says no before the file is sent to who asks first', async () => {
    await using objects = await opened('expect')
    const { pathname, search, host, port } = new URL((await objects.signPut('originals', 'a', put)).url)
    const firstLine = (contentType: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1')
        socket.once('data', (data) => {
          resolve(data.toString().split('\r\n', 1)[0] ?? '')
          socket.destroy()
        })
        socket.write(
          `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\n` +
            'Content-Length: 5\r\nExpect: 100-continue\r\n\r\n',
        )
      })

    expect(await firstLine('image/png')).toBe('HTTP/1.1 100 Continue')
    expect(await firstLine('text/html')).toBe('HTTP/1.1 403 Forbidden')
  })

  test('gives who has begun to read an object all of it, even if it is overwritten or deleted', async () => {
    await using objects = await opened('snapshot')
    await objects.put('originals', 'a', Buffer.alloc(1_000_000, 'a'), 'image/png')
    const reading = await objects.get('originals', 'a')
    await objects.put('originals', 'a', Buffer.from('b'), 'image/png')
    await objects.delete('originals', ['a'])

    expect((await buffer(reading)).equals(Buffer.alloc(1_000_000, 'a'))).toBe(true)
  })

  test('is rid of what killed writers left behind a day ago, and of nothing younger', async () => {
    await (await opened('leftovers'))[Symbol.asyncDispose]()
    const incoming = join(root, 'leftovers', 'incoming')
    const age = (hours: number) => new Date(clock.now().getTime() - hours * 3_600_000)
    for (const [name, hours] of [
      ['old', 25],
      ['young', 1],
    ] as const) {
      await writeFile(join(incoming, name), 'x')
      await utimes(join(incoming, name), age(hours), age(hours))
    }
    await using _objects = await opened('leftovers')
    expect(await readdir(incoming)).toEqual(['young'])
  })
})
