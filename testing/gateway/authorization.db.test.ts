import { profiles } from '@varal/users/profiles/tables'
import { sessions } from '@varal/users/sessions/tables'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusals } from './gateway-client.ts'
import { type App, type Gateways, type Member, startGateways } from './gateways.ts'

let gateways: Gateways
let ada: Member
let reader: App
let writer: App
beforeAll(async () => {
  gateways = await startGateways()
  ada = await gateways.registers('ada')
  reader = await gateways.opensApp(ada, ['developer:read'])
  writer = await gateways.opensApp(ada, ['profile:write'])
})
afterAll(() => gateways?.[Symbol.asyncDispose]())

describe('a field that the app has no scope for', () => {
  test('is null, with FORBIDDEN at its place, and the rest is answered', async () => {
    const query = 'query ($handle: String!) { user(handle: $handle) { handle } mine: app { name } }'
    const variables = { handle: ada.handle }
    const answer = await gateways.client.post({ query, variables }, writer.headers)
    expect([answer.status, refusals(answer)]).toEqual([200, ['mine FORBIDDEN']])
    expect(answer.data).toEqual({ user: { handle: ada.handle }, mine: null })
    expect(answer.errors[0]?.message).toBe('The app needs the scope developer:read.')

    const allowed = await gateways.client.post({ query, variables }, reader.headers)
    expect([refusals(allowed), allowed.data.mine]).toEqual([[], { name: 'Reader' }])
  })

  test('is refused for a person too who asks through the app, and not when they ask by themselves', async () => {
    const query = '{ viewer { locale sessions { id } } }'
    const through = await gateways.client.post({ query }, { ...reader.headers, ...ada.headers })
    expect(refusals(through)).toEqual(['viewer.sessions FORBIDDEN'])
    const alone = await gateways.client.post({ query }, ada.headers)
    expect([refusals(alone), alone.data.viewer.sessions]).toEqual([[], [{ id: expect.any(String) }]])
  })

  test('is refused wherever it hides', async () => {
    const query = `query ($yes: Boolean!) { ... @include(if: $yes) { ...F } again: viewer { ... { address: email } } }
      fragment F on Query { viewer { ... on Viewer { email } } }`
    const through = { ...reader.headers, ...ada.headers }
    const answer = await gateways.client.post({ query, variables: { yes: true } }, through)
    expect(refusals(answer).sort()).toEqual(['again.address FORBIDDEN', 'viewer.email FORBIDDEN'])
    expect(answer.text).not.toContain('@example.org')
    const without = await gateways.client.post({ query, variables: { yes: false } }, through)
    expect(refusals(without)).toEqual(['again.address FORBIDDEN'])
  })
})

describe('a mutation', () => {
  const UPDATE = `mutation ($input: UpdateProfileInput!) {
    signedOut: endSession(input: {}) { endedSessionId }
    updateProfile(input: $input) { user { bio } userErrors { code } } }`
  const stored = async () => {
    const { db } = gateways.database
    return {
      profile: await db.select().from(profiles).where(eq(profiles.handle, ada.handle)),
      sessions: await db.select().from(sessions),
    }
  }

  test.each<[string, () => Readonly<Record<string, string>>, string[]]>([
    ['an app without the scope', () => ({ ...reader.headers, ...ada.headers }), ['updateProfile FORBIDDEN']],
    ['an app without a person', () => writer.headers, ['signedOut UNAUTHENTICATED', 'updateProfile UNAUTHENTICATED']],
    ['a stranger', () => ({}), ['signedOut UNAUTHENTICATED', 'updateProfile UNAUTHENTICATED']],
  ])('of %s is refused as a whole, and nothing of it is done', async (_who, headers, codes) => {
    const before = await stored()
    const variables = { input: { bio: 'was here', expectedVersion: '1' } }
    const answer = await gateways.client.post({ query: UPDATE, variables }, headers())
    expect(refusals(answer)).toEqual(codes)
    expect(answer.data).toBeNull()
    expect(await stored()).toEqual(before)
  })

  test('that is allowed is done', async () => {
    const query =
      'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { user { bio } userErrors { code } } }'
    const variables = { input: { bio: 'was here', expectedVersion: '1' } }
    const { data } = await gateways.client.post({ query, variables }, { ...writer.headers, ...ada.headers })
    expect(data.updateProfile).toEqual({ user: { bio: 'was here' }, userErrors: [] })
    expect((await stored()).profile).toMatchObject([{ bio: 'was here' }])
  })
})
