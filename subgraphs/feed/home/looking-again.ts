import { leavable } from '@varal/platform/live/leavable'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { catchUp, standingOf } from './crowds.ts'

/** Who watches is brought what crowds have this often, and whenever there is nothing else to say. */
const LOOK_EVERY_MS = 15_000

interface Item {
  readonly __typename: string
}

/** A home stream whose owner looks again, as if they read the first page: what is brought comes as the stream's next items. */
export function lookingAgain<T extends Item>(ctx: Ctx, items: AsyncIterableIterator<T>): AsyncIterableIterator<T> {
  const owner = signedIn(ctx.viewer)
  let lookedAtMs = ctx.clock.now().getTime()
  return leavable(
    async () => {
      const { done, value } = await items.next()
      if (done) return null
      const nowMs = ctx.clock.now().getTime()
      if (value.__typename === 'StreamCheckpoint' || nowMs - lookedAtMs >= LOOK_EVERY_MS) {
        lookedAtMs = nowMs
        await look().catch((error: unknown) =>
          ctx.log.warn({ err: error }, 'a watcher could not be brought what crowds have'),
        )
      }
      return value
    },
    () => void items.return?.(),
  )

  async function look(): Promise<void> {
    const { isBehind } = await standingOf(ctx.db, owner)
    if (isBehind) await ctx.work((work) => catchUp(work, owner))
  }
}
