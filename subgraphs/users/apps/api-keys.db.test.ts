import { apiKeyHash } from '@varal/platform/api-key'
import { decodeId } from '@varal/platform/global-ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { fill, newcomer, refusals } from '../test-people.ts'
import { credentialsByHash } from './reads.ts'
import { deleteApp, newApp, rotateApiKey } from './test-apps.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const HOUR_MS = 60 * 60 * 1_000
const credentials = `query ($keyHash: String!) { appOfApiKey(keyHash: $keyHash) {
  appId ownerId scopes firstParty maxOperationCost endsAt } }`
const ofKey = async (apiKey: string | null) =>
  (await app.ask(credentials, { keyHash: apiKeyHash(apiKey ?? '') })).appOfApiKey

describe('an API key', () => {
  test('says whose it is and what it allows, to the gateway', async () => {
    const ada = await newcomer(app, 'ada')
    const mine = await newApp(app, ada, { scopes: ['developer:write'] })
    expect(await ofKey(mine.apiKey)).toEqual({
      appId: mine.id,
      ownerId: globalIdOf(ada),
      scopes: ['developer:write'],
      firstParty: false,
      maxOperationCost: 5_000,
      endsAt: null,
    })
    await app.db.execute(sql`update apps set first_party = true where id = ${decodeId('App', mine.id)}`)
    expect(await ofKey(mine.apiKey)).toMatchObject({ firstParty: true, maxOperationCost: 10_000 })
    for (const keyHash of ['', '\u0000', 'x'.repeat(10_000), mine.apiKey])
      expect(await app.ask(credentials, { keyHash })).toEqual({ appOfApiKey: null })
    await deleteApp(app, ada, mine.id)
    expect(await ofKey(mine.apiKey)).toBeNull()
  })

  test('that is replaced is good for 24 hours more, and the new one at once', async () => {
    const ben = await newcomer(app, 'ben')
    const mine = await newApp(app, ben)
    const { apiKey, app: after } = await rotateApiKey(app, ben, { appId: mine.id })
    expect(after?.apiKeyHint).toBe(apiKey?.slice(-4))
    const endsAt = new Date(app.clock.now().getTime() + 24 * HOUR_MS).toISOString()
    expect(await ofKey(mine.apiKey)).toMatchObject({ appId: mine.id, endsAt })
    app.clock.advance(24 * HOUR_MS - 1)
    expect(await ofKey(mine.apiKey)).toMatchObject({ appId: mine.id })
    app.clock.advance(1)
    expect(await ofKey(mine.apiKey)).toBeNull()
    expect(await ofKey(apiKey)).toMatchObject({ appId: mine.id, endsAt: null })
  })

  test('keeps its time when there is a second rotation, so that a lost answer ends no key that is in use', async () => {
    const cleo = await newcomer(app, 'cleo')
    const mine = await newApp(app, cleo)
    const lost = await rotateApiKey(app, cleo, { appId: mine.id })
    app.clock.advance(HOUR_MS)
    const second = await rotateApiKey(app, cleo, { appId: mine.id })
    for (const key of [mine.apiKey, lost.apiKey, second.apiKey]) expect(await ofKey(key)).not.toBeNull()
    app.clock.advance(23 * HOUR_MS)
    expect(await ofKey(mine.apiKey)).toBeNull()
    expect(await ofKey(lost.apiKey)).not.toBeNull()
  })

  test('that is revoked ends at once', async () => {
    const dora = await newcomer(app, 'dora')
    const mine = await newApp(app, dora)
    const { apiKey } = await rotateApiKey(app, dora, { appId: mine.id, revoke: true })
    expect(await ofKey(mine.apiKey)).toBeNull()
    expect(await ofKey(apiKey)).toMatchObject({ appId: mine.id })
  })

  test('is one of five at most, under any race, until others have ended or are revoked', async () => {
    const eve = await newcomer(app, 'eve')
    const { id: appId } = await newApp(app, eve)
    const made = await Promise.all(Array.from({ length: 6 }, () => rotateApiKey(app, eve, { appId })))
    expect(made.flatMap(refusals)).toEqual(['LIMIT_REACHED', 'LIMIT_REACHED'])
    expect(refusals(await rotateApiKey(app, eve, { appId, revoke: true }))).toEqual([])
    for (let i = 0; i < 4; i++) await rotateApiKey(app, eve, { appId })
    expect(refusals(await rotateApiKey(app, eve, { appId }))).toEqual(['LIMIT_REACHED'])
    app.clock.advance(24 * HOUR_MS)
    expect(refusals(await rotateApiKey(app, eve, { appId }))).toEqual([])
  })

  test('is made for one’s own apps only', async () => {
    const [fay, gil] = [await newcomer(app, 'fay'), await newcomer(app, 'gil')]
    const mine = await newApp(app, fay)
    expect(await rotateApiKey(app, gil, { appId: mine.id, revoke: true })).toMatchObject({ app: null, apiKey: null })
    expect(refusals(await rotateApiKey(app, gil, { appId: mine.id }))).toEqual(['NOT_FOUND input.appId'])
    expect(await ofKey(mine.apiKey)).toMatchObject({ endsAt: null })
  })

  test('takes four statements to make and one to look up, by its index', async () => {
    const hal = await newcomer(app, 'hal')
    const mine = await newApp(app, hal)
    expect(await app.statementsOf(() => rotateApiKey(app, hal, { appId: mine.id }))).toBe(4 + 2)
    expect(await app.statementsOf(() => ofKey(mine.apiKey))).toBe(1)

    await fill(app, [
      sql`insert into apps (id, owner_id, name, scopes, created_at)
        select gen_random_uuid(), ${hal.id}, 'x', '{}', now() from generate_series(1, 5000)`,
      sql`insert into api_keys (hash, app_id) select md5(id::text), id from apps`,
      sql`analyze apps, api_keys`,
    ])
    const { rows } = await app.db.execute(sql`explain ${credentialsByHash(app.db)(['x']).getSQL()}`)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/api_keys_pkey/)
    expect(plan).not.toMatch(/Seq Scan/)
  })
})
