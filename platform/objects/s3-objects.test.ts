import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { filesObjects } from './files-objects.ts'
import { serveObjects } from './object-server.ts'
import { objectsContract } from './objects.contract.ts'
import { s3Objects } from './s3-objects.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'varal s3 '))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const credentials = { accessKey: 'varal', secretKey: 'a secret of these tests' }
const log = createLog('silent')
const serverAt = (name: string) =>
  filesObjects({ dir: join(root, name), port: 0, ...credentials, clock: systemClock, log })
const placeAt = (endpoint: string) => ({
  endpoint,
  region: 'eu-central-1',
  pathStyle: true,
  credentials,
  buckets: { originals: 'originals', renditions: 'renditions', cold: 'cold' },
})

// The SDK's client against our server, over HTTP: each proves the other.
objectsContract('an S3', async () => {
  const server = await serverAt('contract')
  const objects = s3Objects({ ...placeAt(server.url), tusUrl: server.url, clock: systemClock })
  return {
    ...objects,
    async [Symbol.asyncDispose]() {
      await objects[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
})

test('a process before an S3 takes uploads by TUS into it, and nothing else', async () => {
  await using server = await serverAt('tus')
  const place = placeAt(server.url)
  const tus = { place, credentials, clock: systemClock }
  await using front = await serveObjects({ store: null, tus, host: '127.0.0.1', port: 0, log })
  const tusUrl = `http://127.0.0.1:${front.port}`
  await using objects = s3Objects({ ...place, tusUrl, clock: systemClock })
  const terms = { contentType: 'image/png', bytes: 5, expiresInS: 60 }
  const url = await objects.signTus('originals', 'a', terms)
  const version = { 'tus-resumable': '1.0.0' }
  const created = await fetch(url, { method: 'POST', headers: { ...version, 'upload-length': '5' } })
  const send = (offset: number, body: string) =>
    fetch(new URL(created.headers.get('location') ?? '', url), {
      method: 'PATCH',
      headers: { ...version, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    })

  expect([created.status, (await send(0, 'li')).status, (await send(0, 'li')).status]).toEqual([201, 204, 409])
  expect(await objects.head('originals', 'a')).toBeNull()
  expect((await send(2, 'ght')).status).toBe(204)
  expect(await objects.head('originals', 'a')).toEqual({ bytes: 5, contentType: 'image/png' })
  expect((await fetch(`${tusUrl}/originals/a`)).status).toBe(404)
})

test('renditions are read through the CDN', async () => {
  await using server = await serverAt('cdn')
  const objects = (cdnUrl?: string, pathStyle = true) =>
    s3Objects({ ...placeAt(server.url), pathStyle, cdnUrl, tusUrl: server.url, clock: systemClock }).publicUrl('a/b')

  expect(objects('https://cdn.example.org')).toBe('https://cdn.example.org/a/b')
  expect(objects()).toBe(`${server.url}/renditions/a/b`)
  expect(objects(undefined, false)).toBe(server.url.replace('127.0.0.1', 'renditions.127.0.0.1').concat('/a/b'))
})
