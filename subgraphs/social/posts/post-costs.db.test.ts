import { rowsOf } from '@varal/platform/db'
import type { Actor } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { revisionsOfPosts, unpublishedOf } from './reads.ts'

describe('what posts in full cost', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  const ids: string[] = []
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
    await world.app.hear('users.profile.updated', { userId: ben.id, handle: 'benny', displayName: 'Ben', bio: null })
    const quoted = await world.post(ben)
    for (let one = 0; one < 10; one++) {
      ids.push(
        await world.post(ada, { text: `@benny #sea https://a.example ${one}`, quoteOf: quoted, sensitive: true }),
      )
      const shown = await world.post(ada, { text: `${one}` })
      ids.push((await world.mutate('repost', { postId: shown }, ben, 'repost { id }')).repost.id)
    }
    await world.settle()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const CARD = `id kind author { id } text { text spans { start end target { __typename ... on Hashtag { id name } } } }
    hashtags { name } link sensitive contentWarning locale origin editedAt media { id }`
  const cost = async (selection: string) => {
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Post { ${selection} } } }`
    const refs = ids.map((id) => ({ __typename: 'Post', id }))
    return world.app.statementsOf(() => world.app.ask(text, { refs }, ben))
  }

  test('twenty posts with spans, hashtags, link and warnings: one statement', async () => {
    expect(await cost(CARD)).toBe(1)
  })

  test('with what they quote and repost: one more, with counts and what the viewer did, of both, six more', async () => {
    const inner = `repostOf { ${CARD} } quoteOf { ... on Post { ${CARD} } ... on Tombstone { id } }`
    expect(await cost(`${CARD} ${inner}`)).toBe(2)
    const state = 'counts { likes { value } reposts { value } } viewerState { liked reposted canRepost }'
    const full = `${CARD} ${state} repostOf { ${CARD} ${state} } quoteOf { ... on Post { ${CARD} ${state} } }`
    expect(await cost(full)).toBe(2 + 6)
  })

  test('a page of drafts and one of revisions: one each, from an index', async () => {
    await world.app.db.execute(sql`
      insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, publish_at)
      select gen_random_uuid(), ${ada.id}::uuid, 'TEXT', '{}', 'PUBLIC', (array['PUBLISHED', 'DRAFT', 'SCHEDULED'])[1 + n % 3 * (n % 50 / 49)],
        now() - n * interval '1 s', now() + n * interval '1 s' from generate_series(1, 5000) as n`)
    await world.app.db.execute(sql`
      insert into post_revisions (post_id, version, spans, visibility, written_at)
      select id, n, '[]', 'PUBLIC', now() from posts, generate_series(1, 3) as n`)
    await world.app.db.execute(sql`analyze`)
    const drafts = await planOf(world.app.db, unpublishedOf(world.app.db)([ada.id as UserId], firstPage(20)))
    expect(drafts).toContain('posts_unpublished')
    const request = { first: 20, after: null, sealKey: () => '' }
    const [{ id }] = (await rowsOf<{ id: PostId }>(world.app.db, sql`select id from posts limit 1`)) as [{ id: PostId }]
    const revisions = await planOf(world.app.db, revisionsOfPosts(world.app.db, ben)([id], request))
    expect(revisions).toContain('post_revisions_post_id_version_pk')
    const due = sql`select id, author_id from posts where state = 'SCHEDULED' and publish_at <= now() order by publish_at limit 500`
    expect(await planOf(world.app.db, { getSQL: () => due })).toContain('posts_due')
    for (const plan of [drafts, revisions]) expect(plan).not.toMatch(/Seq Scan on (posts|post_revisions)/)
  })

  test('an edit takes two statements, four with another text; a repost two, a publication three', async () => {
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    const of = async (field: string, input: object) =>
      (await world.app.statementsOf(() => world.mutate(field, input, ada))) - around
    const [edited, draft, shown] = [
      await world.post(ada),
      await world.post(ada, { asDraft: true }),
      await world.post(ben),
    ]
    // And one for the facts.
    expect(await of('updatePost', { id: edited, expectedVersion: 1, sensitive: true })).toBe(2 + 1)
    expect(await of('updatePost', { id: edited, expectedVersion: 2, text: 'other' })).toBe(4 + 1)
    expect(await of('repost', { postId: shown })).toBe(2 + 1)
    expect(await of('publishPost', { id: draft })).toBe(3 + 1)
  })
})
