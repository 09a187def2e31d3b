import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { actorOf, newcomer, refusals, register, registration, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const WINDOW_MS = 15 * 60_000

describe('signing in', () => {
  test('works by handle and by e-mail address, however they are written', async () => {
    const ada = await newcomer(app, 'ada')
    for (const name of ['ada', ' ADA ', '@Ádá', 'ada@example.org', 'ADA@Example.org ']) {
      const { tokens } = await signIn(app, name)
      expect(actorOf(tokens!).id).toBe(ada.id)
      expect(actorOf(tokens!).sessionId).not.toBe(ada.sessionId)
    }
  })

  test('gives one answer for a wrong password, an unknown handle and an unknown e-mail address', async () => {
    await newcomer(app, 'ben')
    const wrong = await signIn(app, 'ben', 'not the password')
    expect(refusals(wrong)).toEqual(['CREDENTIALS_INVALID'])
    for (const name of ['nobody', 'nobody@example.org', 'no such name', 'no@such@name', "' or 1=1 --"])
      expect(await signIn(app, name, 'not the password')).toEqual(wrong)
  })

  test('takes about as long for a name that nobody has', async () => {
    await newcomer(app, 'cleo')
    const medianMs = async (name: (i: number) => string) => {
      const times: number[] = []
      for (let i = 0; i < 5; i++) {
        const start = performance.now()
        await signIn(app, name(i), 'not the password')
        times.push(performance.now() - start)
      }
      return times.sort((a, b) => a - b)[2]!
    }
    const ratio = (await medianMs((i) => `nobody${i}`)) / (await medianMs(() => 'cleo'))
    // Wide, for a busy machine. Without a hash to compare with it would be about 0.05.
    expect(ratio).toBeGreaterThan(0.4)
    expect(ratio).toBeLessThan(2.5)
  })

  test('is refused after five wrong passwords even with the right one, for as long as the refusal says', async () => {
    await newcomer(app, 'dora')
    for (let i = 0; i < 5; i++)
      expect(refusals(await signIn(app, 'dora', `wrong ${i}`))).toEqual(['CREDENTIALS_INVALID'])

    const { tokens, userErrors } = await signIn(app, 'DORA')
    expect(tokens).toBeNull()
    expect(userErrors).toMatchObject([{ code: 'RATE_LIMITED', path: null, retryAfterMs: WINDOW_MS }])

    app.clock.advance(WINDOW_MS)
    expect(refusals(await signIn(app, 'dora'))).toEqual([])
  })

  test('counts attempts, not requests', async () => {
    await newcomer(app, 'eve')
    const guesses = Array.from(
      { length: 20 },
      (_, i) => `g${i}: createSession(input: { handleOrEmail: "eve", password: "guess ${i}" }) { userErrors { code } }`,
    )
    const answers = Object.values(await app.ask<Record<string, any>>(`mutation { ${guesses.join('\n')} }`))
    expect(answers.filter(({ userErrors }) => userErrors[0].code === 'CREDENTIALS_INVALID')).toHaveLength(5)
  })

  test('is as often as one likes with the right password', async () => {
    await newcomer(app, 'fay')
    for (let i = 0; i < 8; i++) expect(refusals(await signIn(app, 'fay'))).toEqual([])
  })

  test('refuses what no name or password can be', async () => {
    expect(refusals(await signIn(app, ' ', ''))).toEqual([
      'VALIDATION_FAILED input.handleOrEmail',
      'VALIDATION_FAILED input.password',
    ])
    expect(refusals(await signIn(app, 'a'.repeat(255), 'a'.repeat(201)))).toEqual([
      'VALIDATION_FAILED input.handleOrEmail',
      'VALIDATION_FAILED input.password',
    ])
  })

  test('takes three statements in all, and a begin and a commit', async () => {
    await register(app, registration('gil'))
    expect(await app.statementsOf(() => signIn(app, 'gil'))).toBe(3 + 2)
    expect(await app.statementsOf(() => signIn(app, 'gil@example.org'))).toBe(3 + 2)
  })
})
