import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnOf } from '../advisory-lock.ts'
import { readHashtag } from '../hashtag-name.ts'
import { type HashtagModel, hashtagOf } from '../hashtag-of.ts'
import { followedHashtags } from './tables.ts'

const FOLLOWED_MAX = 1_000

export const followHashtagInput = z.object({
  name: z.string().transform((written, ctx) => {
    const name = readHashtag(written)
    if (name !== null) return name
    ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
    return z.NEVER
  }),
})
type Input = z.output<typeof followHashtagInput>

export async function followHashtag(
  work: Work,
  { id: userId }: Actor,
  { name }: Input,
): Promise<Outcome<{ hashtag: HashtagModel }>> {
  const hashtag = hashtagOf(name)
  await lockOwnOf(work.db, userId, 'followed-hashtags')
  const added = await work.db
    .insert(followedHashtags)
    .values({ userId, hashtagId: hashtag.id, name, since: work.at })
    .onConflictDoNothing()
    .returning({ since: followedHashtags.since })
  if (added.length === 0) return { hashtag }
  const [held] = await work.db
    .select({ hashtags: count() })
    .from(followedHashtags)
    .where(eq(followedHashtags.userId, userId))
  if (held && held.hashtags > FOLLOWED_MAX) return refuse('LIMIT_REACHED')
  work.announce('social.hashtag.followed', { userId, hashtagId: hashtag.id, name })
  return { hashtag }
}

export async function unfollowHashtag(
  work: Work,
  { id: userId }: Actor,
  { name }: Input,
): Promise<{ hashtag: HashtagModel }> {
  const hashtag = hashtagOf(name)
  const removed = await work.db
    .delete(followedHashtags)
    .where(and(eq(followedHashtags.userId, userId), eq(followedHashtags.hashtagId, hashtag.id)))
    .returning({ since: followedHashtags.since })
  if (removed.length > 0) work.announce('social.hashtag.unfollowed', { userId, hashtagId: hashtag.id, name })
  return { hashtag }
}
