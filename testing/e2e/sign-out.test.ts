import { expect, test } from 'vitest'
import { eventually } from '../world/eventually.ts'
import { startWorld } from '../world/world.ts'

test('signing out ends the access token within 5 s, in another process too, and nobody else’s', {
  timeout: 180_000,
}, async () => {
  await using world = await startWorld('a process per part')
  const [ada, ben] = await world.cast('ada', 'ben')
  const ask = async (accessToken: string, query: string) => {
    const response = await fetch(`${world.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ query }),
    })
    return { status: response.status, body: await response.json() }
  }
  const who = '{ viewer { user { handle } } }'
  expect((await ask(ada.accessToken, who)).status).toBe(200)

  const ended = await ask(ada.accessToken, 'mutation { endSession(input: {}) { endedSessionId userErrors { code } } }')
  expect(ended.body).toMatchObject({ data: { endSession: { userErrors: [] } } })

  await eventually('the token has ended', async () => (await ask(ada.accessToken, who)).status === 401, 5_000)
  expect((await ask(ben.accessToken, who)).status).toBe(200)
})
