import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recs } from '../subgraph.ts'
import { candidatesQuery } from './reads.ts'

const query = /* GraphQL */ `
  query ($first: Int! = 20, $after: String) {
    forYou(first: $first, after: $after) {
      sessionId
      modelVersion
      pageInfo { hasNextPage endCursor }
      edges { cursor candidateSource node { id } }
    }
  }`
const HOUR_MS = 60 * 60 * 1_000

let app: LoneSubgraph
beforeEach(async () => {
  app = await loneSubgraph(recs)
})
afterEach(() => app[Symbol.asyncDispose]())

async function post(author: Actor, visibility: 'PUBLIC' | 'UNLISTED' | 'FOLLOWERS' | 'ONLY_ME' = 'PUBLIC') {
  const postId = mintId('Post', app.clock.now())
  app.clock.advance(1_000)
  await app.hear('social.post.published', { postId, authorId: author.id, visibility, text: null, assetIds: [] })
  return postId
}
const like = (postId: PostId, author: Actor, by = app.newActor()) =>
  app.hear('social.post.liked', { postId, authorId: author.id, userId: by.id })
const forYou = async (viewer: Actor, variables: object = {}) => (await app.ask(query, variables, viewer)).forYou
const idsOf = (page: any) => page.edges.map((edge: any) => edge.node.id)
const ids = (...posts: PostId[]) => posts.map((id) => encodeId('Post', id))
const scoreOf = async (postId: PostId) => {
  const { rows } = await app.db.execute<{ score: number }>(sql`select score from candidates where post_id = ${postId}`)
  return rows[0]?.score
}

describe('For You', () => {
  test('mixes what is popular with what is fresh, and says which is which', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    const [loved, liked, quiet, newest] = [await post(ada), await post(ada), await post(ada), await post(ada)]
    for (let fan = 0; fan < 20; fan++) await like(loved, ada)
    for (let fan = 0; fan < 2; fan++) await like(liked, ada)

    const page = await forYou(viewer)

    expect(page.edges.map((edge: any) => [edge.candidateSource, edge.node.id])).toEqual([
      ['POPULAR', ...ids(loved)],
      ['FRESH', ...ids(liked)],
      ['FRESH', ...ids(newest)],
      ['FRESH', ...ids(quiet)],
    ])
    expect(page).toMatchObject({ modelVersion: 'fresh-popular-1', sessionId: expect.any(String) })
  })

  test('leaves out the own posts, those that are not public, and those of people with a block', async () => {
    const [viewer, ben, cleo, ada] = [app.newActor(), app.newActor(), app.newActor(), app.newActor()]
    await app.hear('social.user.blocked', { blockerId: viewer.id, blockedId: ben.id })
    await app.hear('social.user.blocked', { blockerId: cleo.id, blockedId: viewer.id })
    for (const author of [viewer, ben, cleo]) await like(await post(author), author)
    for (const visibility of ['UNLISTED', 'FOLLOWERS', 'ONLY_ME'] as const) await post(ada, visibility)
    const deleted = await post(ada)
    await app.hear('social.post.deleted', { postId: deleted, authorId: ada.id })

    expect((await forYou(viewer)).edges).toEqual([])
    await app.hear('social.user.unblocked', { blockerId: viewer.id, blockedId: ben.id })
    expect((await forYou(viewer)).edges).toHaveLength(1)
  })

  test('follows a post that becomes public, and forgets one that is no longer', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    const id = await post(ada, 'ONLY_ME')
    const edit = (visibility: 'PUBLIC' | 'FOLLOWERS', visibilityBefore: 'PUBLIC' | 'ONLY_ME') =>
      app.hear('social.post.edited', {
        ...{ postId: id, authorId: ada.id, text: null, visibility, visibilityBefore, assetIds: [] },
        publishedAt: app.clock.now().toISOString(),
      })
    const shown = async () => (await forYou(viewer)).edges.length
    await edit('PUBLIC', 'ONLY_ME')
    expect(await shown()).toBe(1)
    await edit('PUBLIC', 'PUBLIC')
    expect(await shown()).toBe(1)
    await edit('FOLLOWERS', 'PUBLIC')
    expect(await shown()).toBe(0)
  })

  test('neither repeats nor skips while scores move and posts arrive', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    const posts: PostId[] = []
    for (let index = 0; index < 7; index++) posts.push(await post(ada))

    const seen: string[] = []
    const sessions = new Set<string>()
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const page: any = await forYou(viewer, { first: 3, after })
      seen.push(...idsOf(page))
      sessions.add(page.sessionId)
      await post(ada)
      for (const postId of posts) await like(postId, ada)
      after = page.pageInfo.endCursor
      hasNextPage = page.pageInfo.hasNextPage
    }

    expect(seen).toEqual(ids(...posts.reverse()))
    expect(sessions.size).toBe(1)
  })

  test('forgets a ranking after thirty minutes, keeps it to its viewer, and refuses the anonymous', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    await post(ada)
    await post(ada)
    const { endCursor: after } = (await forYou(viewer, { first: 1 })).pageInfo
    const codeOf = async (variables: object, as?: Actor) =>
      (await app.answer(query, variables, as)).errors?.[0]?.extensions['code']

    expect(await codeOf({ after }, viewer)).toBeUndefined()
    expect(await codeOf({ after }, ada)).toBe('CURSOR_EXPIRED')
    expect(await codeOf({ first: 51 }, viewer)).toBe('BAD_REQUEST')
    expect(await codeOf({})).toBe('UNAUTHENTICATED')
    app.clock.advance(HOUR_MS / 2)
    expect(await codeOf({ after }, viewer)).toBe('CURSOR_EXPIRED')
  })

  test('takes one statement for the first page and none for the others', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    for (let index = 0; index < 21; index++) await post(ada)
    let page: any
    expect(await app.statementsOf(async () => (page = await forYou(viewer)))).toBe(1)
    expect(await app.statementsOf(() => forYou(viewer, { after: page.pageInfo.endCursor }))).toBe(0)
  })
})

describe('heat', () => {
  test('outweighs 12.5 hours of age with ten times the score, and not 13', async () => {
    const [ada, viewer] = [app.newActor(), app.newActor()]
    const old = await post(ada)
    for (let fan = 0; fan < 10; fan++) await like(old, ada)
    app.clock.advance(12.4 * HOUR_MS)
    const younger = await post(ada)
    await like(younger, ada)
    expect(idsOf(await forYou(viewer))).toEqual(ids(old, younger))

    app.clock.advance(0.6 * HOUR_MS)
    const youngest = await post(ada)
    await like(youngest, ada)
    expect(idsOf(await forYou(viewer))[0]).toEqual(encodeId('Post', youngest))
  })

  test('counts likes, comments and open pins of others, takes them back, and never falls below nothing', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const postId = await post(ada)
    const comment = { commentId: mintId('Comment', app.clock.now()), postId, postAuthorId: ada.id, authorId: ben.id }
    const pin = {
      pinId: mintId('Pin', app.clock.now()),
      boardId: mintId('Board', app.clock.now()),
      postId,
      authorId: ada.id,
      userId: ben.id,
    }
    await like(postId, ada, ada)
    await app.hear('social.pin.added', { ...pin, isSecret: true })
    expect(await scoreOf(postId)).toBe(0)

    await like(postId, ada, ben)
    await app.hear('social.comment.added', comment)
    await app.hear('social.pin.added', { ...pin, isSecret: false })
    expect(await scoreOf(postId)).toBe(6)

    // Hidden for a while, a comment and a pin count for nothing, and are not taken back twice.
    await app.hear('social.comment.hidden', comment)
    await app.hear('social.pin.hidden', pin)
    expect(await scoreOf(postId)).toBe(1)
    await app.hear('social.comment.removed', { ...comment, wasHidden: true })
    expect(await scoreOf(postId)).toBe(1)
    await app.hear('social.comment.shown', comment)
    await app.hear('social.pin.shown', pin)
    expect(await scoreOf(postId)).toBe(6)

    await app.hear('social.pin.removed', { ...pin, isSecret: false })
    await app.hear('social.comment.removed', comment)
    for (let time = 0; time < 2; time++) {
      await app.hear('social.post.unliked', { postId, authorId: ada.id, userId: ben.id })
    }
    expect(await scoreOf(postId)).toBe(0)
  })
})

test('the candidates are found by walks of two indexes, however many there are', async () => {
  await app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    await filling.execute(sql`
      insert into candidates
      select gen_random_uuid(), gen_random_uuid(), now() - n * interval '1 minute', n % 50, random()
      from generate_series(1, 40000) as n`)
    await filling.execute(sql`analyze candidates`)
  })
  const statement = candidatesQuery(app.newActor().id, new Date())
  const { rows } = await app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${statement}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using candidates_popular/)
  expect(plan).toMatch(/Index Scan Backward using candidates_fresh/)
  expect(plan).not.toMatch(/Seq Scan on candidates/)
})
