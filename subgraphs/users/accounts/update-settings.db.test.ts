import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change } from '../test-accounts.ts'
import { actorOf, newcomer, refusals, register, registration } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

type Person = Awaited<ReturnType<typeof newcomer>>
const fields = 'viewer { locale birthDate age }'
const update = (person: Person, input: object) => change(app, 'updateSettings', input, person, fields)
const own = async (person: object) => (await app.ask(`{ ${fields} }`, {}, person as Person)).viewer

describe('settings', () => {
  test('change as they are given, and stay as they are otherwise', async () => {
    const ada = await newcomer(app, 'ada')
    expect((await update(ada, { locale: 'PT-br' })).viewer).toEqual({ locale: 'pt-BR', birthDate: null, age: null })
    expect((await update(ada, { birthDate: '2000-03-02' })).viewer).toEqual({
      locale: 'pt-BR',
      birthDate: '2000-03-02',
      age: 25,
    })
    expect((await update(ada, {})).viewer).toMatchObject({ locale: 'pt-BR', age: 25 })
    expect((await update(ada, { birthDate: null })).viewer).toMatchObject({ birthDate: null, age: null })
  })

  test.each([
    ['a locale that is none', { locale: 'klingon language' }, 'VALIDATION_FAILED input.locale'],
    ['null for the locale', { locale: null }, 'VALIDATION_FAILED input.locale'],
    ['a day that is none', { birthDate: '2001-02-29' }, 'VALIDATION_FAILED input.birthDate'],
    ['a day to come', { birthDate: '2026-03-02' }, 'VALIDATION_FAILED input.birthDate'],
    ['a day before 1900', { birthDate: '1899-12-31' }, 'VALIDATION_FAILED input.birthDate'],
    ['nothing', { birthDate: '' }, 'VALIDATION_FAILED input.birthDate'],
    ['somebody too young', { birthDate: '2013-03-02' }, 'TOO_YOUNG input.birthDate'],
  ])('refuse %s', async (_what, input, refusal) => {
    expect(refusals(await update(app.newActor() as Person, input))).toEqual([refusal])
  })

  test('are nobody’s whose account does not exist', async () => {
    for (const input of [{}, { locale: 'en' }])
      expect(refusals(await update(app.newActor() as Person, input))).toEqual(['NOT_FOUND'])
  })

  test('take one statement, and two for what they return', async () => {
    const ben = await newcomer(app, 'ben')
    expect(await app.statementsOf(() => update(ben, { locale: 'es' }))).toBe(1 + 2 + 1)
  })
})

describe('the age of who registers', () => {
  test('is known to themself alone', async () => {
    const { tokens, viewer } = await register(app, registration('cleo', { birthDate: '2013-03-01' }))
    expect(await own(actorOf(tokens!))).toMatchObject({ birthDate: '2013-03-01', age: 13 })
    expect(viewer).not.toBeNull()
    expect(JSON.stringify(await app.announced())).not.toContain('2013-03-01')
  })

  test('is 13 years at least, and may be left out', async () => {
    const birthDate = '2013-03-02'
    expect(refusals(await register(app, registration('dora', { birthDate })))).toEqual(['TOO_YOUNG input.birthDate'])
    expect(refusals(await register(app, registration('dora', { birthDate: '0' })))).toEqual([
      'VALIDATION_FAILED input.birthDate',
    ])
    expect(refusals(await register(app, registration('dora', { birthDate: null })))).toEqual([])
  })
})
