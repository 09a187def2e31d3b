import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line, orNone, paragraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { readyAssets } from '../avatars/reads.ts'
import type { UserModel } from '../models.ts'
import { profiles } from './tables.ts'
import { webAddress } from './web-address.ts'

/** What is absent stays, and is absent from the output too. */
export const updateProfileInput = z.object({
  displayName: line(1, 60).exactOptional(),
  bio: paragraphs(0, 500).nullable().transform(orNone).exactOptional(),
  avatarAssetId: globalId('Asset').nullable().exactOptional(),
  website: webAddress.nullable().exactOptional(),
  location: line(0, 80).nullable().transform(orNone).exactOptional(),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullish(),
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
  if (after.avatarAssetId !== before.avatarAssetId && !(await isUsable(work, actor.id, after.avatarAssetId)))
    return refuse('ASSET_NOT_USABLE', ['input', 'avatarAssetId'])
  if (visible.every((field) => after[field] === before[field])) return { user: before }

  await work.db
    .update(profiles)
    .set({ ...edits, version: after.version })
    .where(eq(profiles.id, actor.id))
  const { id: userId, handle, displayName, bio } = after
  work.announce('users.profile.updated', { userId, handle, displayName, bio })
  return { user: after }
}

const visible = ['displayName', 'bio', 'avatarAssetId', 'website', 'location'] as const

async function isUsable(work: Work, owner: UserId, assetId: AssetId | null): Promise<boolean> {
  if (assetId === null) return true
  const [asset] = await readyAssets(work.db)([assetId])
  return asset?.ownerId === owner
}
