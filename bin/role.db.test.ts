import { randomBytes } from 'node:crypto'
import type { Config } from '@varal/platform/config'
import { connectDatabase, type Database } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import { accounts } from '@varal/users/accounts/tables'
import { profiles } from '@varal/users/profiles/tables'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '../testing/databases.ts'
import { giveRole } from './role.ts'

let cloned: ClonedDatabase
let database: Database
let config: Config

beforeAll(async () => {
  const namespace = `test_${inject('runId')}_role_${randomBytes(4).toString('hex')}`
  config = { POSTGRES_URL: inject('postgresUrl'), NAMESPACE: namespace } as Config
  cloned = await cloneDatabase(inject('postgresUrl'), inject('runId'), 'users', `${namespace}_users`)
  database = connectDatabase({ url: cloned.url, poolMax: 1 })
  const at = new Date()
  const id = mintId('User', at)
  const account = { id, email: 'a@example.org', emailFolded: 'a@example.org', passwordHash: '', locale: 'en' }
  await database.db.insert(accounts).values({ ...account, createdAt: at })
  await database.db.insert(profiles).values({ id, handle: 'ada', displayName: 'Ada', joinedAt: at })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await cloned[Symbol.asyncDispose]()
})

describe('npm run role', () => {
  test('gives a person a role, and takes it away', async () => {
    const role = async () => (await database.db.select({ role: accounts.role }).from(accounts))[0]?.role
    expect(await role()).toBeNull()
    await giveRole(config, '@Ada', 'moderator')
    expect(await role()).toBe('MODERATOR')
    await giveRole(config, 'ada', 'none')
    expect(await role()).toBeNull()
  })

  test.each([
    ['a person that there is not', 'nobody', 'moderator', 'nobody called nobody'],
    ['what is no handle', '', 'moderator', 'nobody called'],
    ['a role that there is not', 'ada', 'king', 'moderator|none'],
  ])('says what is wrong with %s', async (_what, handle, word, message) => {
    await expect(giveRole(config, handle, word)).rejects.toThrow(message)
  })
})
