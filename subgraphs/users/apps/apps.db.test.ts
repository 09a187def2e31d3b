import { randomUUID } from 'node:crypto'
import { encodeId } from '@varal/platform/global-ids'
import { scopeNames } from '@varal/schema/scopes'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { fill, newcomer, refusals } from '../test-people.ts'
import { appsOfOwners } from './reads.ts'
import { apiKeys, apps } from './tables.ts'
import { asApp, createApp, deleteApp, newApp, updateApp } from './test-apps.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const list = `query ($first: Int! = 20, $after: String) { viewer { apps(first: $first, after: $after) {
  nodes { id name } pageInfo { hasNextPage endCursor } } } }`
const find = async (id: string | null, as: Asker) =>
  (await app.ask('query ($id: ID) { app(id: $id) { id name } }', { id }, as)).app

describe('an app', () => {
  test('is registered with a key that is shown once; neither the key nor its hash stands in any answer after', async () => {
    const ada = await newcomer(app, 'ada')
    const input = {
      name: ' Reader  ',
      scopes: ['posts:write', 'feed:read', 'posts:write'],
      idempotencyKey: randomUUID(),
    }
    const first = await createApp(app, ada, input)
    expect(first).toMatchObject({ userErrors: [], app: { name: 'Reader', scopes: ['posts:write', 'feed:read'] } })
    expect(first.apiKey).toMatch(/^varal_key_/)
    expect(first.app?.apiKeyHint).toBe(first.apiKey?.slice(-4))

    const again = await createApp(app, ada, input)
    expect(again).toEqual({ ...first, apiKey: null })
    const { rows } = await app.db.execute(sql`select i::text from idempotency_keys i union select a::text from apps a
      union select k::text from api_keys k`)
    expect(JSON.stringify(rows)).not.toContain(first.apiKey)
  })

  test('gets one key when its request comes twice at the same time', async () => {
    const amy = await newcomer(app, 'amy')
    const input = { idempotencyKey: randomUUID() }
    const both = await Promise.all([createApp(app, amy, input), createApp(app, amy, input)])
    expect(both.filter(({ apiKey }) => apiKey !== null)).toHaveLength(1)
    expect(both[0]?.app?.id).toBe(both[1]?.app?.id)
    expect(await app.db.$count(apiKeys, sql`app_id in (select id from apps where owner_id = ${amy.id})`)).toBe(1)
  })

  test('is one of twenty at most, under any race', async () => {
    const ben = await newcomer(app, 'ben')
    const made = await Promise.all(Array.from({ length: 22 }, () => createApp(app, ben)))
    expect(made.flatMap(refusals)).toEqual(['LIMIT_REACHED', 'LIMIT_REACHED'])
    expect(await app.db.$count(apps, sql`owner_id = ${ben.id}`)).toBe(20)
    const last = made.find((one) => one.app)?.app
    await deleteApp(app, ben, last?.id ?? '')
    expect(refusals(await createApp(app, ben))).toEqual([])
  })

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['a name of 61 characters', { name: 'x'.repeat(61) }, 'name'],
    ['a scope that there is not', { scopes: ['posts:read'] }, 'scopes.0'],
    ['too many scopes', { scopes: Array(scopeNames.length + 1).fill('feed:read') }, 'scopes'],
    ['a key that is no UUID', { idempotencyKey: 'x' }, 'idempotencyKey'],
  ])('is refused with %s', async (_what, input, path) => {
    expect(refusals(await createApp(app, app.newActor(), input))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('needs somebody who is there and signed in', async () => {
    expect(refusals(await createApp(app, app.newActor()))).toEqual(['NOT_FOUND'])
    const { errors } = await app.answer(
      `mutation { createApp(input: {name: "x", scopes: [], idempotencyKey: "${randomUUID()}"}) { apiKey } }`,
    )
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('cannot make itself one of our own', async () => {
    const text = 'mutation ($input: CreateAppInput!) { createApp(input: $input) { apiKey } }'
    const input = { name: 'x', scopes: [], idempotencyKey: randomUUID(), firstParty: true }
    const { errors } = await app.answer(text, { input }, await newcomer(app, 'mallory'))
    expect(errors?.[0]?.message).toContain('"firstParty" is not defined')
  })
})

describe('editing an app', () => {
  test('changes what is given and keeps the rest; what changes nothing is no edit', async () => {
    const cleo = await newcomer(app, 'cleo')
    const { id: appId } = await newApp(app, cleo, { scopes: ['feed:read'] })
    expect((await updateApp(app, cleo, { appId, name: 'Writer' })).app).toMatchObject({
      name: 'Writer',
      scopes: ['feed:read'],
      version: '2',
    })
    expect((await updateApp(app, cleo, { appId, scopes: [], expectedVersion: 2 })).app).toMatchObject({
      name: 'Writer',
      scopes: [],
      version: '3',
    })
    expect((await updateApp(app, cleo, { appId, name: 'Writer', scopes: [] })).app?.version).toBe('3')
    const late = await updateApp(app, cleo, { appId, name: 'Late', expectedVersion: '2' })
    expect(refusals(late)).toEqual(['VERSION_CONFLICT input.expectedVersion'])
  })

  test('finds neither somebody else’s app nor one that does not exist', async () => {
    const [dora, eve] = [await newcomer(app, 'dora'), await newcomer(app, 'eve')]
    const { id: appId } = await newApp(app, dora)
    const nobodys = encodeId('App', app.newActor().id as never)
    for (const id of [appId, nobodys]) {
      expect(refusals(await updateApp(app, eve, { appId: id, name: 'Mine' }))).toEqual(['NOT_FOUND input.appId'])
      expect(refusals(await deleteApp(app, eve, id))).toEqual(['NOT_FOUND input.appId'])
    }
    expect(refusals(await updateApp(app, eve, { appId: 'user_x' }))).toEqual(['VALIDATION_FAILED input.appId'])
    expect(await find(appId, dora)).toMatchObject({ name: 'Reader' })
  })
})

describe('finding apps', () => {
  test('lists one’s own, newest first, page by page', async () => {
    const fay = await newcomer(app, 'fay')
    for (const name of ['one', 'two', 'three']) await newApp(app, fay, { name })
    const { apps: first } = (await app.ask(list, { first: 2 }, fay)).viewer
    expect(first.nodes.map((node: { name: string }) => node.name)).toEqual(['three', 'two'])
    const { apps: second } = (await app.ask(list, { first: 2, after: first.pageInfo.endCursor }, fay)).viewer
    expect(second).toMatchObject({ nodes: [{ name: 'one' }], pageInfo: { hasNextPage: false } })
  })

  test('shows an app to its owner and to itself, and to nobody else, by id and by reference', async () => {
    const [gil, hal] = [await newcomer(app, 'gil'), await newcomer(app, 'hal')]
    const mine = await newApp(app, gil)
    const other = await newApp(app, hal)
    const refer = async (as: Asker) =>
      (
        await app.ask(
          'query ($of: [_Any!]!) { _entities(representations: $of) { ... on App { id } } }',
          { of: [{ __typename: 'App', id: mine.id }] },
          as,
        )
      )._entities[0]
    for (const as of [gil, asApp(mine, 'developer:read')]) {
      expect(await find(mine.id, as)).toMatchObject({ id: mine.id })
      expect(await refer(as)).toEqual({ id: mine.id })
    }
    for (const as of [hal, asApp(other, 'developer:read'), { kind: 'anonymous' } as const]) {
      expect(await find(mine.id, as)).toBeNull()
      expect(await refer(as)).toBeNull()
    }
    expect(await find(null, asApp(mine))).toMatchObject({ id: mine.id })
    expect(await find(null, gil)).toBeNull()
    for (const id of ['', 'x', 'user_01h455vb4pex5vsknk084sn02q']) expect(await find(id, gil)).toBeNull()
  })

  test('ends with its app, which its keys do as well', async () => {
    const ida = await newcomer(app, 'ida')
    const mine = await newApp(app, ida)
    expect(await deleteApp(app, ida, mine.id)).toEqual({ deletedAppId: mine.id, userErrors: [] })
    expect(await find(mine.id, ida)).toBeNull()
    expect(refusals(await deleteApp(app, ida, mine.id))).toEqual(['NOT_FOUND input.appId'])
  })
})

describe('statements', () => {
  test('are 5 for registering and 2 for the key, 2 for editing, 3 for the end, 2 for the list', async () => {
    const jon = await newcomer(app, 'jon')
    // Begin and commit twice, and one statement that reads the app for the answer.
    expect(await app.statementsOf(() => createApp(app, jon))).toBe(5 + 2 + 4 + 1)
    const { id: appId } = await newApp(app, jon)
    expect(await app.statementsOf(() => updateApp(app, jon, { appId, name: 'x' }))).toBe(2 + 2)
    expect(await app.statementsOf(() => app.ask(list, {}, jon))).toBe(2)
    expect(await app.statementsOf(() => deleteApp(app, jon, appId))).toBe(3 + 2)
  })

  test('read the list by its index', async () => {
    const kim = await newcomer(app, 'kim')
    await fill(app, [
      sql`insert into accounts (id, email, email_folded, password_hash, locale, created_at)
        select gen_random_uuid(), 'p' || n, 'p' || n, '', 'en', now() from generate_series(1, 2000) n`,
      sql`insert into apps (id, owner_id, name, scopes, created_at)
        select gen_random_uuid(), a.id, 'x', '{}', now() from accounts a, generate_series(1, 10) n`,
      sql`analyze accounts, apps`,
    ])
    const request = { first: 20, after: null, sealKey: String }
    const { rows } = await app.db.execute(sql`explain ${appsOfOwners(app.db)([kim.id], request).getSQL()}`)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/apps_of_owner/)
    expect(plan).not.toMatch(/Seq Scan/)
  })
})
