import type { UserId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import { visibleOf } from '../policy.ts'
import { type CountModel, countOf } from './count-of.ts'
import type { Counted } from './tables.ts'

/** A count of a person, as the viewer may know it: between whom a block stands, there is nothing. */
export async function countOfPerson(
  ctx: Ctx,
  person: UserId,
  counted: 'FOLLOWERS' | 'FOLLOWING' | 'POSTS',
): Promise<CountModel> {
  const rows = await ctx.load.personCounts.load(person)
  const standing = rows[0]?.standing
  if (!standing || standing.isBlocked) return countOf([])
  const wanted: readonly Counted[] =
    counted === 'POSTS'
      ? visibleOf(ctx.viewer, person, standing).map((visibility) => `POSTS_${visibility}` as const)
      : [counted]
  return countOf(
    rows.flatMap(({ counter }) => counter ?? []),
    ...wanted,
  )
}
