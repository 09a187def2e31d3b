import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { AppId, ManifestId } from '@varal/schema/ids'
import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { apps } from '../apps/tables.ts'
import { manifestOperations, manifests, operationUses } from './tables.ts'

/** Manifests by id, whoever's they are: it is for the caller to look. */
export const manifestsById = (db: Db) => (ids: readonly ManifestId[]) =>
  db.select().from(manifests).where(among(manifests.id, ids))

/** A page of the manifests of each app, newest first. */
export const manifestsOfApps = (db: Db) => (appIds: readonly AppId[], request: PageRequest<ManifestId>) =>
  pageOfApps(db, appIds, request)

/** As `manifestsOfApps`, of those that are active and were neither published nor used since. */
export const unusedManifests = (db: Db, since: Date) => (appIds: readonly AppId[], request: PageRequest<ManifestId>) =>
  pageOfApps(
    db,
    appIds,
    request,
    and(
      eq(manifests.state, 'ACTIVE'),
      lt(sql`greatest(${manifests.publishedAt}, ${manifests.lastUsedAt})`, since.toISOString()),
    ),
  )

function pageOfApps(db: Db, appIds: readonly AppId[], { first, after }: PageRequest<ManifestId>, where?: SQL) {
  const page = db
    .select()
    .from(manifests)
    .where(and(eq(manifests.appId, apps.id), after ? lt(manifests.id, after) : undefined, where))
    .orderBy(desc(manifests.id))
    .limit(first + 1)
    .as('page')
  return db
    .select(page._.selectedFields)
    .from(apps)
    .crossJoinLateral(page)
    .where(among(apps.id, appIds))
    .orderBy(desc(page.id))
}

/** A page of the operations of each manifest with their uses, in the order of their ids. */
export const operationsOfManifests =
  (db: Db) =>
  (ids: readonly ManifestId[], { first, after }: PageRequest<string>) => {
    const page = db
      .select({
        manifestId: manifestOperations.manifestId,
        operationId: manifestOperations.operationId,
        name: manifestOperations.name,
        cost: manifestOperations.cost,
      })
      .from(manifestOperations)
      .where(
        and(
          eq(manifestOperations.manifestId, manifests.id),
          after === null ? undefined : gt(manifestOperations.operationId, after),
        ),
      )
      .orderBy(asc(manifestOperations.operationId))
      .limit(first + 1)
      .as('page')
    return db
      .select({
        manifestId: page.manifestId,
        operationId: page.operationId,
        name: page.name,
        cost: page.cost,
        lastUsedAt: operationUses.lastUsedAt,
        useCount: operationUses.useCount,
      })
      .from(manifests)
      .crossJoinLateral(page)
      .leftJoin(
        operationUses,
        and(eq(operationUses.manifestId, page.manifestId), eq(operationUses.operationId, page.operationId)),
      )
      .where(among(manifests.id, ids))
      .orderBy(asc(page.operationId))
  }

/** What was published or retired after a position, in that order. Without texts: see `textsOfManifests`. */
export const changedManifests = (db: Db, after: number, limit: number) =>
  db.select().from(manifests).where(gt(manifests.position, after)).orderBy(asc(manifests.position)).limit(limit)

/** All operations of the manifests, with their texts. */
export const textsOfManifests = (db: Db) => (ids: readonly ManifestId[]) =>
  db.select().from(manifestOperations).where(among(manifestOperations.manifestId, ids))
