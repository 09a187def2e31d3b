import { among, rowsOf } from '@varal/platform/db'
import { type Handler, on, onBatch } from '@varal/platform/handlers'
import { nameId } from '@varal/platform/name-id'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { counters } from '../counters/tables.ts'
import { posts } from '../posts/tables.ts'
import { isAway, isPrivate } from '../standing.ts'
import { hashtags, postHashtags } from './tables.ts'

/**
 * Which public posts a hashtag has is kept by who hears of them, so that no post waits for a popular hashtag's count. Each
 * fact has the posts looked at as they are now: hearing of it twice, or late, changes nothing.
 */
export const keepTags: readonly Handler[] = [
  ...(
    [
      'social.post.published',
      'social.post.edited',
      'social.post.deleted',
      'social.post.withheld',
      'social.post.released',
    ] as const
  ).map((name) =>
    onBatch(name, `keep-tags-of-${name}`, (events, work) =>
      keepTagsOf(
        work,
        events.map(({ data }) => data.postId),
        name === 'social.post.published',
      ),
    ),
  ),
  on('social.audience.changed', 'keep-tags-of-audience', ({ data }, work) => keepTagsOfAuthor(work, data.userId)),
  // Behind `peopleHandlers`, which remember who is away.
  ...(['users.account.deactivated', 'users.account.reactivated'] as const).map((name) =>
    on(name, `keep-tags-at-${name}`, ({ data }, work) => keepTagsOfAuthor(work, data.userId)),
  ),
]

/** Posts that are looked at together. */
const CHUNK = 1_000
/** Of an author, the newest that have hashtags. Nobody sees older ones of a private account either: only their count stays. */
const POSTS_OF_AUTHOR_MAX = 10_000

/** Of an account that becomes private, or open again. */
async function keepTagsOfAuthor(work: Work, author: UserId): Promise<void> {
  const tagged = await rowsOf<{ id: PostId }>(
    work.db,
    sql`select id from ${posts} where author_id = ${author} and visibility = 'PUBLIC' and state = 'PUBLISHED'
          and hashtags <> '{}' order by published_at desc limit ${POSTS_OF_AUTHOR_MAX}`,
  )
  for (let from = 0; from < tagged.length; from += CHUNK) {
    await keepTagsOf(
      work,
      tagged.slice(from, from + CHUNK).map(({ id }) => id),
    )
  }
}

/** Two statements, however many posts; one, if they are new and have no hashtags. */
export async function keepTagsOf(work: Work, postIds: readonly PostId[], areNew = false): Promise<void> {
  const found = await work.db
    .select({
      id: posts.id,
      publishedAt: posts.publishedAt,
      names: posts.hashtags,
      isPublic: sql<boolean>`${posts.state} = 'PUBLISHED' and ${posts.visibility} = 'PUBLIC' and not ${isPrivate(posts.authorId)} and not ${isAway(posts.authorId)}`,
    })
    .from(posts)
    .where(among(posts.id, postIds))
  const tags = found
    .filter(({ isPublic }) => isPublic)
    .flatMap(({ id, publishedAt, names }) =>
      names.map((name) => ({ hashtagId: nameId('Hashtag', name), name, id, publishedAt })),
    )
  if (areNew && tags.length === 0) return

  await work.db.execute(sql`
    with tag as materialized (
      select * from unnest(
        ${sql.param(tags.map((tag) => tag.hashtagId))}::uuid[], ${sql.param(tags.map((tag) => tag.name))}::text[],
        ${sql.param(tags.map((tag) => tag.id))}::uuid[],
        ${sql.param(tags.map((tag) => tag.publishedAt?.toISOString()))}::timestamptz[]
      ) as tag (hashtag_id, name, post_id, published_at)
    ), named as (
      insert into ${hashtags} (id, name) select distinct hashtag_id, name from tag on conflict do nothing
    ), added as (
      insert into ${postHashtags} (hashtag_id, post_id, published_at)
      select hashtag_id, post_id, published_at from tag on conflict do nothing returning hashtag_id
    ), removed as (
      delete from ${postHashtags} as held where held.post_id = any(${sql.param([...postIds])}::uuid[])
        and not exists (select from tag where tag.hashtag_id = held.hashtag_id and tag.post_id = held.post_id)
      returning hashtag_id
    ), changed as (
      select hashtag_id, 1 as by from added union all select hashtag_id, -1 from removed
    )
    insert into ${counters} as counter (subject_id, counted, value, version)
    select hashtag_id, 'TAGGED', sum(by), count(*) from changed group by hashtag_id order by hashtag_id
    on conflict (subject_id, counted) do update
    set value = counter.value + excluded.value, version = counter.version + excluded.version`)
}
