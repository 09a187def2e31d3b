import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { AppId, UserId } from '@varal/schema/ids'
import { and, desc, eq, lt } from 'drizzle-orm'
import { accounts } from '../accounts/tables.ts'
import { apiKeys, apps } from './tables.ts'

/** Apps by id, whoever's they are: it is for the caller to look. */
export const appsById = (db: Db) => (ids: readonly AppId[]) => db.select().from(apps).where(among(apps.id, ids))

/** A page of the apps of each person, newest first. */
export const appsOfOwners =
  (db: Db) =>
  (owners: readonly UserId[], { first, after }: PageRequest<AppId>) => {
    const page = db
      .select()
      .from(apps)
      .where(and(eq(apps.ownerId, accounts.id), after ? lt(apps.id, after) : undefined))
      .orderBy(desc(apps.id))
      .limit(first + 1)
      .as('page')
    return db
      .select(page._.selectedFields)
      .from(accounts)
      .crossJoinLateral(page)
      .where(among(accounts.id, owners))
      .orderBy(desc(page.id))
  }

/** What keys allow, by their hashes; ended ones too. */
export const credentialsByHash = (db: Db) => (hashes: readonly string[]) =>
  db
    .select({
      hash: apiKeys.hash,
      endsAt: apiKeys.endsAt,
      appId: apps.id,
      ownerId: apps.ownerId,
      scopes: apps.scopes,
      firstParty: apps.firstParty,
    })
    .from(apiKeys)
    .innerJoin(apps, eq(apps.id, apiKeys.appId))
    .where(among(apiKeys.hash, hashes))
