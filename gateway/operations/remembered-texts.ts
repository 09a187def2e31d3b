import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'

/** Texts that clients have sent once, and name by their hashes since: automatic persisted queries. */
export interface RememberedTexts {
  /** Null if the text is not known, or the shared memory is away: the client sends it again then. */
  find(hash: string): Promise<string | null>
  /** @param by whom the quota counts for. Never throws, and never waits for long; what is too much is not remembered. */
  remember(hash: string, text: string, by: string): Promise<void>
}

/** Longer texts are sent in full each time. */
const TEXT_CHARACTERS_MAX = 20_000
const REMEMBERED_MS = 24 * 3_600_000
/** Of one client, and of all together: what is remembered has a bound that nobody can move by making up texts. */
const QUOTA_MS = 3_600_000
const NEW_BY_ONE_MAX = 500
const NEW_BY_ALL_MAX = 10_000
/** Some clients send the text each time. */
const SHARED_AGAIN_MS = 60_000
/** In this process, in front of the shared memory. */
const HELD_CHARACTERS_MAX = 8_000_000
/** A shared memory that failed is left alone for this long, so that requests do not wait for it one after the other. */
const LEFT_ALONE_MS = 2_000

/** @param cache what all gateways share */
export function rememberedTexts(cache: Cache, clock: Clock): RememberedTexts {
  const held = new Map<string, { readonly text: string; sharedAt: number }>()
  let heldCharacters = 0
  let askAgainAt = 0

  function hold(hash: string, text: string) {
    const already = held.get(hash)
    if (already) return already
    const entry = { text, sharedAt: Number.NEGATIVE_INFINITY }
    held.set(hash, entry)
    heldCharacters += text.length
    for (const [oldest, { text: oldText }] of held) {
      if (heldCharacters <= HELD_CHARACTERS_MAX) break
      held.delete(oldest)
      heldCharacters -= oldText.length
    }
    return entry
  }
  async function shared<Value>(ask: () => Promise<Value>): Promise<Value | null> {
    if (clock.now().getTime() < askAgainAt) return null
    try {
      return await ask()
    } catch {
      askAgainAt = clock.now().getTime() + LEFT_ALONE_MS
      return null
    }
  }

  return {
    async find(hash) {
      const own = held.get(hash)
      if (own) return own.text
      const text = await shared(() => cache.get<string>(`apq:${hash}`))
      if (text !== null) hold(hash, text)
      return text
    },
    async remember(hash, text, by) {
      if (text.length > TEXT_CHARACTERS_MAX) return
      const entry = hold(hash, text)
      // That it is known here does not mean that it is known where the client asked: it would not have sent it.
      const now = clock.now().getTime()
      if (now - entry.sharedAt < SHARED_AGAIN_MS) return
      await shared(async () => {
        if ((await cache.count(`apq-new:${by}`, QUOTA_MS)) > NEW_BY_ONE_MAX) return
        if ((await cache.count('apq-new', QUOTA_MS)) > NEW_BY_ALL_MAX) return
        await cache.set(`apq:${hash}`, text, REMEMBERED_MS)
        entry.sharedAt = now
      })
    },
  }
}
