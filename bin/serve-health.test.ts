import { expect, test } from 'vitest'
import { serveHealth } from './serve-health.ts'

test('a process that serves nothing else says that it is healthy, and what it has measured', async () => {
  await using server = await serveHealth('127.0.0.1', 0)

  const [health, metrics, other] = await Promise.all(
    ['healthz', 'metrics', 'graphql'].map((path) => fetch(`${server.url}/${path}`)),
  )

  expect(await health?.json()).toEqual({ status: 'ok' })
  expect(await metrics?.text()).toContain('varal_handler_failures_total')
  expect(other?.status).toBe(404)
})
