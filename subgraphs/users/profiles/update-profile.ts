import { isDeepStrictEqual } from 'node:util'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line, orNone, paragraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import { webAddress } from '@varal/platform/web-address'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { readyAssets } from '../avatars/reads.ts'
import type { UserModel } from '../models.ts'
import { expectedVersion } from './expected-version.ts'
import { profiles } from './tables.ts'

/** What is absent stays, and is absent from the output too. */
export const updateProfileInput = z.object({
  displayName: line(1, 60).exactOptional(),
  bio: paragraphs(0, 500).nullable().transform(orNone).exactOptional(),
  avatarAssetId: globalId('Asset').nullable().exactOptional(),
  coverAssetId: globalId('Asset').nullable().exactOptional(),
  fields: z
    .array(z.object({ name: line(1, 40), value: line(1, 200) }))
    .max(8)
    .exactOptional(),
  website: webAddress(500).nullable().exactOptional(),
  location: line(0, 80).nullable().transform(orNone).exactOptional(),
  expectedVersion,
})

/** Changes what others see of the actor. An edit that changes nothing is no edit: it has no version and is not told. */
export async function updateProfile(
  work: Work,
  actor: Actor,
  { expectedVersion, ...edits }: z.output<typeof updateProfileInput>,
): Promise<Outcome<{ user: UserModel }>> {
  const [before] = await work.db.select().from(profiles).where(eq(profiles.id, actor.id)).for('update')
  if (!before) return refuse('NOT_FOUND')
  if (expectedVersion != null && expectedVersion !== before.version)
    return refuse('VERSION_CONFLICT', ['input', 'expectedVersion'])

  const after: UserModel = { ...before, ...edits, version: before.version + 1 }
  const unusable = await firstUnusable(work, before, after)
  if (unusable) return refuse('ASSET_NOT_USABLE', ['input', unusable])
  if (visible.every((field) => isDeepStrictEqual(after[field], before[field]))) return { user: before }

  await work.db
    .update(profiles)
    .set({ ...edits, version: after.version })
    .where(eq(profiles.id, actor.id))
  const { id: userId, handle, displayName, bio } = after
  work.announce('users.profile.updated', { userId, handle, displayName, bio })
  return { user: after }
}

const pictures = ['avatarAssetId', 'coverAssetId'] as const
const visible = [...pictures, 'displayName', 'bio', 'fields', 'website', 'location'] as const

/** Which of the newly chosen pictures is not a finished one of the person's own; null if all are. */
async function firstUnusable(work: Work, before: UserModel, after: UserModel) {
  const changed = pictures.filter((picture) => after[picture] !== null && after[picture] !== before[picture])
  if (changed.length === 0) return null
  const ready = await readyAssets(work.db)(changed.map((picture) => after[picture] as AssetId))
  const own = new Set(ready.filter(({ ownerId }) => ownerId === after.id).map(({ assetId }) => assetId))
  return changed.find((picture) => !own.has(after[picture] as AssetId)) ?? null
}
