import { type Handler, onBatch } from '@varal/platform/handlers'
import { nameId } from '@varal/platform/name-id'
import { tellOfNewPosts } from '../tell-of-new-posts.ts'
import { rememberPosts } from './author-posts.ts'
import { deliver, type Offer } from './deliver.ts'

/** Puts new posts on their authors' followers' timelines, and on those of who follows their hashtags. */
const fanOutPosts = onBatch('social.post.published', 'fan-out', async (events, work) => {
  const posts = events
    .filter(({ data }) => data.visibility !== 'ONLY_ME')
    .map(({ data: { authorId, postId }, at }) => ({ authorId, postId, publishedAt: at }))
  if (posts.length === 0) return
  await rememberPosts(work.db, posts)
  await deliver(
    work,
    'people',
    posts.map(({ authorId, postId }) => ({ postId, authorId, reason: 'AUTHOR', sourceId: authorId })),
    (deliveries) => tellOfNewPosts(work, deliveries),
  )

  const tagged = events.filter(({ data }) => data.visibility === 'PUBLIC')
  const offers = tagged.flatMap(({ data: { authorId, postId, hashtags = [] } }) =>
    hashtags.map((name): Offer => ({ postId, authorId, reason: 'HASHTAG', sourceId: nameId('Hashtag', name) })),
  )
  await deliver(work, 'sources', offers)
})

/** What several repost is on a timeline once, for the first of them. */
const fanOutReposts = onBatch('social.post.reposted', 'fan-out-reposts', (events, work) =>
  deliver(
    work,
    'people',
    events.map(({ data: { postId, authorId, userId } }) => ({ postId, authorId, reason: 'REPOST', sourceId: userId })),
  ),
)

/** What somebody keeps in secret is shown to nobody. */
const fanOutPins = onBatch('social.pin.added', 'fan-out-pins', (events, work) =>
  deliver(
    work,
    'sources',
    events.filter(({ data }) => !data.isSecret).map(({ data }) => pinned(data)),
  ),
)

const fanOutShownPins = onBatch('social.pin.shown', 'fan-out-shown-pins', (events, work) =>
  deliver(
    work,
    'sources',
    events.map(({ data }) => pinned(data)),
  ),
)

const pinned = ({ postId, authorId, boardId }: Pick<Offer, 'postId' | 'authorId'> & { boardId: Offer['sourceId'] }) =>
  ({ postId, authorId, reason: 'BOARD', sourceId: boardId }) as const

export const fanOutHandlers: readonly Handler[] = [fanOutPosts, fanOutReposts, fanOutPins, fanOutShownPins]
