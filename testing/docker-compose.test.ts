import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { configShape, readConfig } from '@varal/platform/config'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

interface Service {
  readonly image: string
  readonly command?: string[]
  readonly environment?: Record<string, string>
  readonly healthcheck?: { readonly test: string[] }
  readonly depends_on?: Record<string, { condition: string }>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const secrets = parseEnv(execFileSync(process.execPath, [path.join(root, 'bin/secrets.ts')], { encoding: 'utf8' }))
const { services } = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>
}
const parts = Object.entries(services).filter(([, { image }]) => image === 'varal:local')
const environmentOf = (name: string) =>
  Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, interpolated(value)]),
  )

test('docker-compose.yml runs every part, by a program that exists', () => {
  const commands = parts.map(([, { command }]) => command?.slice(1).join(' '))

  expect(commands).toEqual(
    expect.arrayContaining([
      'bin/migrate.ts',
      ...subgraphNames.map((name) => `bin/subgraph.ts ${name}`),
      'bin/worker.ts media',
      'bin/gateway.ts',
    ]),
  )
  for (const command of commands) expect(existsSync(path.join(root, command?.split(' ')[0] ?? '')), command).toBe(true)
})

test('every part gets a configuration that it accepts, and no key that nobody reads', () => {
  for (const [name] of parts) {
    const environment = environmentOf(name)
    expect(() => readConfig(environment), name).not.toThrow()
    expect(Object.keys(configShape.shape), name).toEqual(expect.arrayContaining(Object.keys(environment)))
  }
})

test('only users can issue access tokens', () => {
  const issuers = parts.map(([name]) => name).filter((name) => readConfig(environmentOf(name)).ACCESS_TOKEN_KEY.d)

  expect(issuers).toEqual(['users'])
})

test('the gateway finds all five subgraphs where they listen', () => {
  const { SUBGRAPH_URLS } = readConfig(environmentOf('gateway'))

  expect(Object.keys(SUBGRAPH_URLS)).toEqual([...subgraphNames])
  for (const [name, url] of Object.entries(SUBGRAPH_URLS)) {
    const { INTERNAL_PORT, HOST } = readConfig(environmentOf(name))
    expect({ url, HOST }).toEqual({ url: `http://${name}:${INTERNAL_PORT}`, HOST: '0.0.0.0' })
  }
})

test('everything that stays running says whether it is healthy, and parts wait for what they need', () => {
  for (const [name, { image, healthcheck, depends_on }] of Object.entries(services)) {
    expect(image, name).toMatch(/^[a-z./]+:(local|\d[\w.-]*)$/)
    if (name !== 'migrate') expect(healthcheck?.test[0], name).toBe('CMD')
    for (const [needed, { condition }] of Object.entries(depends_on ?? {})) {
      expect(condition, `${name} waits for ${needed}`).toBe(
        needed === 'migrate' ? 'service_completed_successfully' : 'service_healthy',
      )
      expect(services).toHaveProperty(needed)
    }
  }
})

test('the documented provider is the one that Keycloak imports, at the addresses at which it is reached', () => {
  const realm = JSON.parse(readFileSync(path.join(root, 'deploy/keycloak-realm.json'), 'utf8'))
  const documented = /^OIDC_PROVIDERS='(.+)'$/m.exec(readFileSync(path.join(root, 'docs/operating.md'), 'utf8'))?.[1]
  const gateway: Record<string, string> = { ...environmentOf('gateway'), OIDC_PROVIDERS: documented ?? '' }
  const [provider] = readConfig(gateway).OIDC_PROVIDERS
  const [client] = realm.clients

  expect(provider).toMatchObject({
    issuer: `${interpolated(services['keycloak']?.environment?.['KC_HOSTNAME'] ?? '')}/realms/${realm.realm}`,
    ...{ clientId: client.clientId, clientSecret: client.secret },
    discoveryUrl: `http://keycloak:8080/realms/${realm.realm}/.well-known/openid-configuration`,
  })
  expect(client.redirectUris).toContain(`${gateway['PUBLIC_URL']}/sign-in/${provider?.id}/callback`)
})

test('the servers are given the secrets that the parts use', () => {
  const { POSTGRES_URL, NATS_URL } = readConfig(environmentOf('users'))

  expect(new URL(POSTGRES_URL).password).toBe(
    interpolated(services['postgres']?.environment?.['POSTGRES_PASSWORD'] ?? ''),
  )
  expect(services['nats']?.command?.map(interpolated)).toContain(`--pass=${new URL(NATS_URL).password}`)
})

/** As Docker Compose does it, with the secrets and no other variable set. */
function interpolated(text: string): string {
  return String(text).replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, operator?: string, word = '') => {
    const value = secrets[name]
    if (value === undefined && operator === '?') throw new Error(`${name} is not set: ${word}`)
    return value ?? (operator === '-' ? word : '')
  })
}
