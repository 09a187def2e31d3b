import { globalId } from '@varal/platform/global-ids'
import { numberItems } from '@varal/platform/live/number-items'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Caller, Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { manifestsTopic } from '@varal/schema/live'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { claimClient } from './claim-client.ts'
import { APP_BYTES_MAX, FIRST_PARTY_APP_BYTES_MAX, OPERATIONS_MAX, VERSION_BYTES_MAX } from './limits.ts'
import { clientName, clientVersion } from './names.ts'
import { newOperations } from './new-operations.ts'
import { openVersion } from './open-version.ts'
import { storeOperations } from './store-operations.ts'
import { type ManifestRow, manifests } from './tables.ts'

export const storeManifestInput = z.object({
  appId: globalId('App').nullish(),
  client: clientName,
  version: clientVersion,
  operations: newOperations,
  complete: z.boolean(),
})
type StoreManifestInput = z.output<typeof storeManifestInput>

/**
 * Stores operations of a client's version; with `complete` they are all, and gateways take them up. What has been published
 * does not change: to store it again, in whole or in part, changes nothing, and brings a retired version back.
 */
export async function storeManifest(
  work: Work,
  _viewer: Viewer,
  input: StoreManifestInput,
  caller: Caller,
): Promise<Outcome<{ manifest: ManifestRow }>> {
  const app = await claimClient(work, input.client, input.appId ?? null, caller)
  if (isRefusal(app)) return app
  const opened = await openVersion(work, app, input)
  if (isRefusal(opened)) return opened
  const { manifest: before, otherBytes } = opened
  const added = await storeOperations(work.db, before, input.operations)
  if (isRefusal(added)) return added

  const after: ManifestRow = { ...before }
  if (before.state === 'DRAFT') {
    after.operationCount += added.count
    after.bodyBytes += added.bytes
    after.maxOperationCost = Math.max(before.maxOperationCost, added.costMax)
    after.storedAt = work.at
  }
  const isTooMuch =
    after.operationCount > OPERATIONS_MAX ||
    after.bodyBytes > VERSION_BYTES_MAX ||
    otherBytes + after.bodyBytes > (app.firstParty ? FIRST_PARTY_APP_BYTES_MAX : APP_BYTES_MAX)
  if (isTooMuch) return refuse('LIMIT_REACHED', ['input', 'operations'])

  if (input.complete && before.state !== 'ACTIVE') {
    if (after.operationCount === 0) return refuse('VALIDATION_FAILED', ['input', 'operations'])
    after.state = 'ACTIVE'
    after.publishedAt = work.at
    after.retiredAt = null
    // Last, for its lock makes all who publish wait: until the commit.
    after.position = (await numberItems(work.db, [manifestsTopic])).get(manifestsTopic) ?? null
  }
  if (after.storedAt !== before.storedAt || after.state !== before.state) {
    const { id, ...changed } = after
    await work.db.update(manifests).set(changed).where(eq(manifests.id, id))
  }
  return { manifest: after }
}
