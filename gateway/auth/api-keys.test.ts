import { mintApiKey } from '@varal/platform/api-key'
import { manualClock } from '@varal/platform/clock'
import { encodeId } from '@varal/platform/global-ids'
import type { SubgraphLink } from '@varal/platform/links/link'
import { mintId } from '@varal/platform/mint-id'
import { scopeNames } from '@varal/schema/scopes'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ApiKeys, apiKeys } from './api-keys.ts'
import { identify } from './identify.ts'

const start = new Date('2026-03-01T12:00:00Z')
const app = mintId('App', start)
const [key, wrongKey] = [mintApiKey(), mintApiKey()]

/** Users, of which only one field is asked. */
function fakeUsers() {
  const said = {
    appId: encodeId('App', app),
    scopes: ['feed:read', 'made:up'],
    firstParty: false,
    maxOperationCost: 5_000,
    endsAt: null as string | null,
  }
  const state = { said, isGone: false, isRevoked: false, asked: 0 }
  const link: SubgraphLink = {
    async execute({ variables }) {
      state.asked++
      if (state.isGone) throw new Error('away')
      return { data: { key: variables?.['keyHash'] === key.hash && !state.isRevoked ? state.said : null } }
    },
    subscribe: () => Promise.reject(new Error('not asked here')),
  }
  return { state, link }
}

let users: ReturnType<typeof fakeUsers>
let keys: ApiKeys
let clock: ReturnType<typeof manualClock>
beforeEach(() => {
  clock = manualClock(start)
  users = fakeUsers()
  keys = apiKeys({ users: users.link, clock })
})

describe('an API key', () => {
  test('says which app asks, with the scopes that there are: one of our own has all', async () => {
    expect(await keys.find(key.text)).toEqual({
      id: app,
      scopes: ['feed:read'],
      operationCostMax: 5_000,
      isFirstParty: false,
    })
    users.state.said.firstParty = true
    expect(await apiKeys({ users: users.link, clock }).find(key.text)).toMatchObject({
      id: app,
      scopes: scopeNames,
      isFirstParty: true,
    })
  })

  test('is looked up once in 60 s, once in 10 s if it is nobody’s, and never if it can be none', async () => {
    await Promise.all([keys.find(key.text), keys.find(key.text)])
    clock.advance(59_000)
    await keys.find(key.text)
    expect(users.state.asked).toBe(1)
    users.state.isRevoked = true
    clock.advance(2_000)
    expect(await keys.find(key.text)).toBeNull()

    users.state.asked = 0
    for (let round = 0; round < 3; round++) expect(await keys.find(wrongKey.text)).toBeNull()
    clock.advance(11_000)
    await keys.find(wrongKey.text)
    expect(users.state.asked).toBe(2)
    for (const text of ['', 'varal_key_', `${key.text}x`, key.text.slice(0, -1), 'x'.repeat(10_000)])
      expect(await keys.find(text)).toBeNull()
    expect(users.state.asked).toBe(2)
  })

  test('ends at its time, also when it is remembered', async () => {
    users.state.said.endsAt = new Date(start.getTime() + 5_000).toISOString()
    expect(await keys.find(key.text)).not.toBeNull()
    clock.advance(5_000)
    expect(await keys.find(key.text)).toBeNull()
  })

  test('that was good is good for ten minutes while users is away; another is not refused as wrong', async () => {
    await keys.find(key.text)
    users.state.isGone = true
    clock.advance(9 * 60_000)
    expect(await keys.find(key.text)).not.toBeNull()
    await expect(keys.find(wrongKey.text)).rejects.toThrow('away')
    clock.advance(2 * 60_000)
    await expect(keys.find(key.text)).rejects.toThrow('away')
  })

  test('that is made up keeps users busy within bounds', async () => {
    const found = await Promise.allSettled(Array.from({ length: 60 }, () => keys.find(mintApiKey().text)))
    expect(found.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(users.state.asked).toBe(50)
  })
})

describe('who asks', () => {
  const ada = { kind: 'user' as const, id: mintId('User', start), sessionId: mintId('Session', start) }
  const accessTokens = {
    verify: async (token: string) => (token === 'ada' ? { ...ada, expiresAt: start } : null),
  } as never
  const who = (authorization?: string, apiKey?: string) =>
    identify({ authorization, apiKey }, { accessTokens, apiKeys: keys, appTokens: { find: async () => null } })

  test('is nobody, a person, an app, or an app in the name of a person', async () => {
    expect(await who()).toMatchObject({ viewer: { kind: 'anonymous' }, app: null })
    expect(await who('Bearer ada')).toEqual({ viewer: ada, expiresAt: start, app: null })
    for (const identity of [await who(`Bearer ${key.text}`), await who(undefined, key.text)])
      expect(identity).toMatchObject({ viewer: { kind: 'anonymous' }, app: { id: app, operationCostMax: 5_000 } })
    expect(await who('Bearer ada', key.text)).toMatchObject({ viewer: ada, app: { id: app } })
  })

  test('is not a stranger when credentials are wrong', async () => {
    expect(await who('Bearer eve')).toMatchObject({ refusal: expect.stringContaining('access token') })
    expect(await who('Bearer ada', wrongKey.text)).toMatchObject({ refusal: expect.stringContaining('API key') })
    expect(await who(`Bearer ${wrongKey.text}`)).toMatchObject({ refusal: expect.stringContaining('API key') })
    expect(await who('Bearer eve', key.text)).toMatchObject({ refusal: expect.stringContaining('access token') })
    expect(await who(undefined, '')).toMatchObject({ refusal: expect.stringContaining('API key') })
  })
})
