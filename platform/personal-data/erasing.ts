import { setTimeout as wait } from 'node:timers/promises'
import type { EventData } from '@varal/schema/events/events'
import type { ErasureId, UserId } from '@varal/schema/ids'
import { and, arrayContains, asc, eq, sql } from 'drizzle-orm'
import { type ActivityParts, type Handler, keepDoing, on } from '../handlers.ts'
import { erasuresDue } from '../tables.ts'
import type { Work } from '../work.ts'

/** What is told in the course of an erasure. */
export type ErasureFact =
  | 'users.account.erasing'
  | 'social.account.emptied'
  | 'media.account.erased'
  | 'social.account.erased'
  | 'feed.account.erased'
  | 'recs.account.erased'

/** Nothing of the person may be held, and nobody acts for them any more. */
export interface Leaving {
  readonly userId: UserId
  readonly erasureId: ErasureId
}

type Store = Pick<ActivityParts, 'objects'>

/**
 * Forgets some of what is held of a person, in a transaction of its own, at most some thousand rows. Says whether there may
 * be more. It may be asked again after it has said that there is not.
 */
export type Forget = (work: Work, userId: UserId, store: Store) => Promise<boolean>

export interface ErasureStep {
  /** Names the step among those of the subgraph. */
  readonly as: string
  /**
   * What has to be heard first. A fact of each stream that tells of people: whatever came before it there has had its effect,
   * and nothing of the person comes after it.
   */
  readonly after: readonly ErasureFact[]
  /** One after the other, each until there is no more. */
  readonly forget: readonly Forget[]
  /** In the transaction that ends the step. */
  readonly tell: (work: Work, leaving: Leaving) => void | Promise<void>
}

const LOOK_MS = 500

/** The handlers of one step of an erasure. It is begun anew where it was interrupted, as often as needed. */
export function erasing(step: ErasureStep): readonly Handler[] {
  return [
    ...step.after.map((name) =>
      on(name, `${step.as}-after-${name}`, ({ data }, work) => hear(work, step.as, name, data)),
    ),
    keepDoing(step.as, async (parts) => {
      while (!parts.signal.aborted) {
        await eraseDue(step, parts)
        await wait(LOOK_MS, undefined, { signal: parts.signal }).catch(() => {})
      }
    }),
  ]
}

async function hear(work: Work, step: string, name: ErasureFact, leaving: EventData<ErasureFact>): Promise<void> {
  const { userId, erasureId } = leaving
  await work.db
    .insert(erasuresDue)
    .values({ step, userId, erasureId, heard: [name], since: work.at })
    .onConflictDoUpdate({
      target: [erasuresDue.step, erasuresDue.userId],
      set: { heard: sql`array(select distinct unnest(${erasuresDue.heard} || excluded.heard))` },
    })
}

/** Does the step for everybody who is due, whoever waits longest first, until `signal`. */
export async function eraseDue(
  step: ErasureStep,
  { db, work, objects, signal }: Pick<ActivityParts, 'db' | 'work' | 'objects' | 'signal'>,
): Promise<void> {
  const isDue = and(eq(erasuresDue.step, step.as), arrayContains(erasuresDue.heard, [...step.after]))
  for (;;) {
    const [due] = await db.select().from(erasuresDue).where(isDue).orderBy(asc(erasuresDue.since)).limit(1)
    if (!due) return
    const { userId, erasureId } = due
    for (const forget of step.forget) {
      for (let isMore = true; isMore; ) {
        if (signal.aborted) return
        isMore = await work((unit) => forget(unit, userId, { objects }))
      }
    }
    await work(async (unit) => {
      await unit.db.delete(erasuresDue).where(and(eq(erasuresDue.step, step.as), eq(erasuresDue.userId, userId)))
      await step.tell(unit, { userId, erasureId })
    })
  }
}
