import { among } from '@varal/platform/db'
import { onBatch } from '@varal/platform/handlers'
import { asc } from 'drizzle-orm'
import { posts } from '../posts/tables.ts'

/** Tells whose posts the new ones quote. One statement, none without quotes. */
export const announceQuotes = onBatch('social.post.published', 'announce-quotes', async (events, work) => {
  const quoting = events.map(({ data }) => data).filter(({ quoteOfId }) => quoteOfId != null)
  if (quoting.length === 0) return
  // Held, so that what deletes one of them is told of after it.
  const held = await work.db
    .select({ id: posts.id, authorId: posts.authorId, state: posts.state })
    .from(posts)
    .where(
      among(
        posts.id,
        quoting.flatMap(({ postId, quoteOfId }) => (quoteOfId ? [postId, quoteOfId] : [])),
      ),
    )
    .orderBy(asc(posts.id))
    .for('share')
  const published = new Map(held.filter(({ state }) => state === 'PUBLISHED').map((post) => [post.id, post.authorId]))
  for (const { postId, authorId, quoteOfId } of quoting) {
    const quotedAuthorId = quoteOfId && published.get(quoteOfId)
    if (!quotedAuthorId || !published.has(postId)) continue
    work.announce('social.post.quoted', { postId, authorId, quotedId: quoteOfId, quotedAuthorId })
  }
})
