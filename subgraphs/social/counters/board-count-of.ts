import type { UserId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import type { CountModel } from './count-of.ts'

/**
 * How many boards of a person the viewer sees: counted when it is asked for, as there are at most 2,000 and each viewer
 * may see others. No counter has a version of that, so it is the time: what was read later is newer.
 */
export async function boardCountOf(ctx: Ctx, person: UserId): Promise<CountModel> {
  const version = ctx.clock.now().getTime()
  const row = await ctx.load.boardCount.load(person)
  return { value: row?.count ?? 0, precision: 'EXACT', version }
}
