import type { SubgraphLink } from '@varal/platform/links/link'
import { createLog } from '@varal/platform/log'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { outRoute } from './out-route.ts'

/** A media that knows two links. */
const opened: Readonly<Record<string, object>> = {
  good: { url: 'https://elsewhere.example/?a=b', isBlocked: false },
  bad: { url: 'https://bad.example/', isBlocked: true },
}
const media = {
  execute: async ({ variables }: { variables: { token: string } }) => ({
    data: { openLink: opened[variables.token] ?? null },
  }),
} as unknown as SubgraphLink

const app = Fastify()
outRoute(app, { media, log: createLog('silent') })
const get = (path: string, headers = {}) => app.inject({ url: path, headers })

test('the way out leads where media says, and says nowhere who came from where', async () => {
  const { statusCode, headers } = await get('/out?to=good')
  expect(statusCode).toBe(302)
  expect(headers).toMatchObject({
    location: 'https://elsewhere.example/?a=b',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
})

test('the way out ends at a warning before what is blocked', async () => {
  const { statusCode, headers, body } = await get('/out?to=bad', { 'accept-language': 'es' })
  expect(statusCode).toBe(403)
  expect(headers['location']).toBeUndefined()
  expect(body).toContain('bad.example')
  expect(body).toContain('dañino')
})

test.each([
  '',
  '?to=',
  '?to=x&to=y',
  `?to=${'a'.repeat(2_000)}`,
  '?to=https://evil.example',
  '?url=https://evil.example',
])('the way out is no open redirect: /out%s', async (query) => {
  const { statusCode, headers } = await get(`/out${query}`)
  expect([statusCode, headers['location']]).toEqual([404, undefined])
})
