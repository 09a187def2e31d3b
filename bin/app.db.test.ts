import { randomBytes } from 'node:crypto'
import { apiKeyHash } from '@varal/platform/api-key'
import type { Config } from '@varal/platform/config'
import { connectDatabase, type Database } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import type { UserId } from '@varal/schema/ids'
import { accounts } from '@varal/users/accounts/tables'
import { credentialsByHash } from '@varal/users/apps/reads'
import { apps } from '@varal/users/apps/tables'
import { profiles } from '@varal/users/profiles/tables'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '../testing/databases.ts'
import { registerApp } from './app.ts'

let cloned: ClonedDatabase
let database: Database
let config: Config
let ownerId: UserId

beforeAll(async () => {
  const namespace = `test_${inject('runId')}_app_${randomBytes(4).toString('hex')}`
  config = { POSTGRES_URL: inject('postgresUrl'), NAMESPACE: namespace } as Config
  cloned = await cloneDatabase(inject('postgresUrl'), inject('runId'), 'users', `${namespace}_users`)
  database = connectDatabase({ url: cloned.url, poolMax: 1 })
  const at = new Date()
  ownerId = mintId('User', at)
  const account = { id: ownerId, email: 'a@example.org', emailFolded: 'a@example.org', passwordHash: '', locale: 'en' }
  await database.db.insert(accounts).values({ ...account, createdAt: at })
  await database.db.insert(profiles).values({ id: ownerId, handle: 'ada', displayName: 'Ada', joinedAt: at })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await cloned[Symbol.asyncDispose]()
})

const wanted = { name: 'Varal for iOS', owner: 'Ada', scopes: ['developer:write'], firstParty: true }

describe('npm run app -- create', () => {
  test('registers an app of our own, and gives a key that works', async () => {
    const key = await registerApp(config, wanted)
    const found = await credentialsByHash(database.db)([apiKeyHash(key) ?? ''])
    expect(found).toMatchObject([{ ownerId, firstParty: true, scopes: ['developer:write'], endsAt: null }])
    const other = await registerApp(config, { ...wanted, firstParty: false })
    expect(await credentialsByHash(database.db)([apiKeyHash(other) ?? ''])).toMatchObject([{ firstParty: false }])
  })

  test('keeps where people may be sent back to', async () => {
    await registerApp(config, { ...wanted, name: 'Back', redirectUris: ['org.example.reader:/back'] })
    const [app] = await database.db.select().from(apps).where(eq(apps.name, 'Back'))
    expect(app?.redirectUris).toEqual(['org.example.reader:/back'])
  })

  test.each([
    ['an owner that there is not', { owner: 'nobody' }, 'nobody called nobody'],
    ['an owner that is no handle', { owner: '' }, 'nobody called'],
    ['no name', { name: '' }, 'NAME'],
    ['a scope that there is not', { scopes: ['everything'] }, '--scopes'],
    ['an address to come back to that is none', { redirectUris: ['http://example.org/'] }, '--redirect-uri'],
  ])('says what is wrong with %s', async (_what, given, message) => {
    await expect(registerApp(config, { ...wanted, ...given })).rejects.toThrow(message)
  })
})
