import { mintId } from '@varal/platform/mint-id'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { AppId } from '@varal/schema/ids'
import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { AppRow } from '../apps/tables.ts'
import { VERSIONS_MAX } from './limits.ts'
import { type ManifestRow, manifests } from './tables.ts'

interface Opened {
  readonly manifest: ManifestRow
  /** Of the texts of the app's other versions that are not retired. */
  readonly otherBytes: number
}

/** A client's version, locked; a new one is an empty draft. The app is locked already. */
export async function openVersion(
  work: Work,
  app: AppRow,
  { client, version }: { client: string; version: string },
): Promise<Outcome<Opened>> {
  const [held] = await work.db
    .select()
    .from(manifests)
    .where(and(eq(manifests.client, client), eq(manifests.version, version), isNotNull(manifests.appId)))
    .for('update')
  const [stored] = await work.db
    .select({
      versions: sql<number>`count(*) filter (where ${manifests.client} = ${client})::int`,
      bytes: sql<number>`coalesce(sum(${manifests.bodyBytes}) filter (where ${manifests.state} <> 'RETIRED'), 0)::int`,
    })
    .from(manifests)
    .where(eq(manifests.appId, app.id))
  const { versions, bytes } = stored ?? { versions: 0, bytes: 0 }
  if (held) return { manifest: held, otherBytes: held.state === 'RETIRED' ? bytes : bytes - held.bodyBytes }

  if (versions >= VERSIONS_MAX && !(await makeRoom(work, app.id, client)))
    return refuse('LIMIT_REACHED', ['input', 'version'])
  const [draft] = await work.db
    .insert(manifests)
    .values({
      id: mintId('OperationManifest', work.at),
      appId: app.id,
      client,
      version,
      state: 'DRAFT',
      storedAt: work.at,
    })
    .returning()
  if (!draft) throw new Error('An inserted manifest has no row')
  return { manifest: draft, otherBytes: bytes }
}

/** Gives up the version of a client that was retired first; false if none is retired. */
async function makeRoom(work: Work, appId: AppId, client: string): Promise<boolean> {
  const first = work.db
    .select({ id: manifests.id })
    .from(manifests)
    .where(and(eq(manifests.appId, appId), eq(manifests.client, client), eq(manifests.state, 'RETIRED')))
    .orderBy(asc(manifests.retiredAt), asc(manifests.id))
    .limit(1)
  const given = await work.db
    .update(manifests)
    .set({ appId: null })
    .where(inArray(manifests.id, first))
    .returning({ id: manifests.id })
  return given.length > 0
}
