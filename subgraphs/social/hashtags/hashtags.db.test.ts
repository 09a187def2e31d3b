import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashtagOf } from '../hashtag-of.ts'
import { firstPage, planOf, postUuid, type SocialWorld, socialWorld } from '../test-world.ts'
import { keepTagsOf } from './keep-tags.ts'
import { postsOfHashtags } from './reads.ts'

describe('a hashtag', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const look = async (name: string, as?: Actor, first = 20, after: string | null = null) => {
    const text = `query ($name: String!, $first: Int!, $after: String) { hashtag(name: $name) {
      id name postCount { value } posts(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`
    return (await world.app.ask(text, { name, first, after }, as)).hashtag
  }
  const postsOf = async (name: string, as?: Actor) => (await look(name, as)).posts.nodes.map(({ id }: any) => id)
  const tagged = async (name: string, input: object = {}, by = ada) => {
    world.app.clock.advance(1)
    return world.post(by, { text: `a #${name}`, ...input })
  }

  test('has public posts only, newest first, however it is written', async () => {
    const [first, second] = [await tagged('Sao'), await tagged('SÃO')]
    for (const visibility of ['UNLISTED', 'FOLLOWERS', 'ONLY_ME']) await tagged('sao', { visibility })
    await tagged('sao', { asDraft: true })
    await world.settle()

    const found = await look('#são')
    expect(found).toMatchObject({ name: 'sao', postCount: { value: '2' } })
    expect(await postsOf('sao', ada)).toEqual([second, first])
    const page = await look('sao', ada, 1)
    expect((await look('sao', ada, 1, page.posts.pageInfo.endCursor)).posts).toMatchObject({
      ...{ nodes: [{ id: first }], pageInfo: { hasNextPage: false } },
    })
  })

  test('is there whether anybody has used it or not, and by its id once a public post has', async () => {
    expect(await look('never_used')).toMatchObject({ name: 'never_used', postCount: { value: '0' } })
    for (const name of ['', '12', 'two words', 'x'.repeat(101)]) expect(await look(name)).toBeNull()
    await tagged('in_private', { visibility: 'ONLY_ME' })
    await tagged('in_public')
    await world.settle()
    const text = 'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Hashtag { id name } } }'
    const [hidden, open] = [(await look('in_private')).id, (await look('in_public')).id]
    const all = [{ id: hidden }, { id: open }, { name: 'IN_public' }].map((key) => ({ __typename: 'Hashtag', ...key }))
    expect((await world.app.ask(text, { all }))._entities).toEqual([
      null,
      { id: open, name: 'in_public' },
      { id: open, name: 'in_public' },
    ])
  })

  test('follows edits, narrowing, widening and deletion; hearing of them twice changes nothing', async () => {
    const id = await tagged('before')
    const update = (version: number, input: object) =>
      world.mutate('updatePost', { id, expectedVersion: version, ...input }, ada)
    const counts = async () => {
      await world.settle()
      await world.app.db.transaction((db) => keepTagsOf({ db } as never, [postUuid(id) as never]))
      return Promise.all(['before', 'after'].map(async (name) => (await look(name)).postCount.value))
    }
    expect(await counts()).toEqual(['1', '0'])
    await update(1, { text: 'an #after' })
    // At once, before anybody has heard of it, the list is right about who may see what.
    expect(await counts()).toEqual(['0', '1'])
    await update(2, { visibility: 'FOLLOWERS' })
    expect(await postsOf('after', ada)).toEqual([])
    expect(await counts()).toEqual(['0', '0'])
    await update(3, { visibility: 'PUBLIC' })
    expect(await counts()).toEqual(['0', '1'])
    await world.mutate('deletePost', { id }, ada)
    expect(await postsOf('after')).toEqual([])
    expect(await counts()).toEqual(['0', '0'])
  })

  test('shows nobody the posts of whom a block keeps away, or of a private account', async () => {
    const [dan, eve] = [await world.person(), await world.person()]
    const [one, two] = [await tagged('apart', {}, dan), await tagged('apart', {}, eve)]
    await world.settle()
    expect(await postsOf('apart', ben)).toEqual([two, one])
    await world.block(dan, ben)
    expect(await postsOf('apart', ben)).toEqual([two])
    await world.mutate('updateAudience', { isPrivate: true }, eve)
    expect(await postsOf('apart', ben)).toEqual([])
    await world.settle()
    expect((await look('apart')).postCount.value).toBe('1')
    await world.mutate('updateAudience', { isPrivate: false }, eve)
    await world.settle()
    expect((await look('apart')).postCount.value).toBe('2')
  })

  test('costs the posts that name it nothing, and their handler two statements for all of them', async () => {
    const cost = (text: string) => world.app.statementsOf(() => world.post(ada, { text }))
    expect(await cost('#one #two #three')).toBe(await cost('none'))
    const ids = [await tagged('heard'), await tagged('heard'), await tagged('heard_too')].map(postUuid)
    const keep = () =>
      world.app.statementsOf(() => world.app.db.transaction((db) => keepTagsOf({ db } as never, ids as never, true)))
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    expect((await keep()) - around).toBe(2)
  })

  test('reads its own stretch of an index among thousands', async () => {
    const { id } = hashtagOf('busy')
    await world.app.db.execute(sql`
      with made as (
        insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, published_at)
        select gen_random_uuid(), gen_random_uuid(), 'TEXT', '{}', 'PUBLIC', 'PUBLISHED', now(), now() - n * interval '1 s'
        from generate_series(1, 5000) as n returning id, published_at
      )
      insert into post_hashtags (hashtag_id, post_id, published_at)
      select case when random() < 0.05 then ${id}::uuid else gen_random_uuid() end, id, published_at from made`)
    await world.app.db.execute(sql`analyze`)
    const plan = await planOf(world.app.db, postsOfHashtags(world.app.db, ben)([id], firstPage(20)))
    expect(plan).toContain('posts_of_hashtag')
    expect(plan).toContain('posts_pkey')
    expect(plan).not.toMatch(/Seq Scan on posts|Seq Scan on post_hashtags/)
  })
})
