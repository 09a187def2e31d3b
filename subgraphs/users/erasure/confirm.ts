import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import { ownerOf } from '@varal/schema/events/events'
import type { ErasureId } from '@varal/schema/ids'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { erasureConfirmations } from './tables.ts'

/** Once for each part, however often it is heard. */
export async function confirm({ db, at }: Work, erasureId: ErasureId, part: SubgraphName): Promise<void> {
  await db.insert(erasureConfirmations).values({ erasureId, part, at }).onConflictDoNothing()
}

const told = ['media.account.erased', 'social.account.erased', 'feed.account.erased', 'recs.account.erased'] as const

export const hearConfirmations = told.map((name) =>
  on(name, `confirm-${name}`, ({ data }, work) => confirm(work, data.erasureId, ownerOf(name))),
)
