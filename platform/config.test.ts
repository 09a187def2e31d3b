import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const secret = 's'.repeat(32)
const complete = {
  POSTGRES_URL: 'postgres://localhost',
  REDIS_URL: 'redis://localhost',
  NATS_URL: 'nats://localhost',
  OBJECTS_SECRET_KEY: secret,
  CURSOR_SECRET: secret,
  INTERNAL_SECRET: secret,
  STORED_SECRETS_KEY: secret,
  ACCESS_TOKEN_KEY: '{"kty":"OKP","crv":"Ed25519","x":"abc","d":"def"}',
}
const problemsOf = (env: Record<string, string | undefined>) => {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('the configuration', () => {
  test('needs what has no default, and takes the rest from the environment', () => {
    expect(readConfig(complete)).toMatchObject({ NAMESPACE: 'varal', GATEWAY_PORT: 4000, SUBGRAPH_URLS: {} })
    expect(
      readConfig({ ...complete, GATEWAY_PORT: '0', SUBGRAPH_URLS: 'users=http://a:1,feed=https://b' }),
    ).toMatchObject({
      GATEWAY_PORT: 0,
      SUBGRAPH_URLS: { users: 'http://a:1', feed: 'https://b' },
    })
  })

  test('names everything that is missing or wrong at once, one line each', () => {
    const message = problemsOf({
      ...complete,
      POSTGRES_URL: '',
      REDIS_URL: 'nonsense value',
      CURSOR_SECRET: 'too short value',
      INTERNAL_SECRET: `change-me-${secret}`,
      ACCESS_TOKEN_KEY: '{"kty":"RSA"}',
      GATEWAY_PORT: '70000',
      JOB_SLOTS: 'many values',
      LOG_LEVEL: 'loud value',
      NAMESPACE: 'With-Capitals',
      SUBGRAPH_URLS: 'users=http://a,nobody=http://b',
    })
    const keys = message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(' ')[0])

    expect(keys.toSorted()).toEqual([
      'ACCESS_TOKEN_KEY',
      'CURSOR_SECRET',
      'GATEWAY_PORT',
      'INTERNAL_SECRET',
      'JOB_SLOTS',
      'LOG_LEVEL',
      'NAMESPACE',
      'POSTGRES_URL',
      'REDIS_URL',
      'SUBGRAPH_URLS',
    ])
    expect(message).toContain('POSTGRES_URL is not set')
  })

  test('shows no value that was given', () => {
    const bad = Object.fromEntries(Object.keys(complete).map((key) => [key, 'hunter2']))
    const message = problemsOf({
      ...bad,
      LOG_LEVEL: 'hunter2',
      GATEWAY_PORT: 'hunter2',
      SUBGRAPH_URLS: 'hunter2',
      OBJECTS_URL: 'hunter2',
    })

    expect(message).toContain('OBJECTS_URL')
    expect(message).not.toContain('hunter2')
  })
})
