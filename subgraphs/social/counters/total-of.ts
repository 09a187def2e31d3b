import type { Place } from '../comments/reads.ts'
import type { Ctx } from '../loaders.ts'
import { type CountModel, countOf } from './count-of.ts'

/** How many comments hang on a post itself, or on a comment itself. */
export async function totalOf(ctx: Ctx, { of, parent }: Place): Promise<CountModel> {
  const counted = await ctx.load.counts.load(parent)
  if (of === 'parentId') return countOf(counted, 'REPLIES')
  const [all, nested] = [countOf(counted, 'COMMENTS'), countOf(counted, 'NESTED')]
  return { ...all, value: Math.max(all.value - nested.value, 0), version: all.version + nested.version }
}
