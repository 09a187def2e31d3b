import { configShape, readConfig } from '@varal/platform/config'
import { expect, test } from 'vitest'
import { envExample } from './env-example.ts'

const lines = () => envExample().split('\n')
const example = () =>
  Object.fromEntries(
    lines()
      .filter((line) => !line.startsWith('#') && line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

test('the example lists every key once, each under its description', () => {
  expect(Object.keys(example())).toEqual(Object.keys(configShape.shape))
  for (const [key, { description }] of Object.entries(configShape.shape)) {
    expect(lines()[lines().findIndex((line) => line.startsWith(`${key}=`)) - 1], key).toContain(description)
  }
})

test('the example, with what is needed filled in, means the same as an empty environment', () => {
  const needed = {
    POSTGRES_URL: 'postgres://db/postgres',
    REDIS_URL: 'redis://cache',
    NATS_URL: 'nats://bus',
    OBJECTS_SECRET_KEY: 'x'.repeat(32),
    CURSOR_SECRET: 'x'.repeat(32),
    INTERNAL_SECRET: 'x'.repeat(32),
    STORED_SECRETS_KEY: 'x'.repeat(32),
    ACCESS_TOKEN_KEY: '{"kty":"OKP","crv":"Ed25519","x":"x"}',
  }
  expect(readConfig({ ...example(), ...needed })).toEqual(readConfig(needed))
})
