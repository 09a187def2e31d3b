import { randomUUID } from 'node:crypto'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { assetGlobalId, firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { postsShowing } from './handlers.ts'
import { casesInState, latestActions, latestReports, noticesOf } from './reads.ts'

let world: SocialWorld
let ada: Actor
let ben: Actor
let moderator: Actor

beforeAll(async () => {
  world = await socialWorld()
  ;[ada, ben] = [await world.person(), await world.person()]
  moderator = { ...(await world.person()), role: 'MODERATOR' }
})
afterAll(() => world[Symbol.asyncDispose]())

const queue = async (more = '') => {
  const text = `{ moderationQueue(first: 100${more}) { nodes { id reports label subject { ... on Post { id } ... on Comment { id } } }
    pageInfo { hasNextPage endCursor } } }`
  return (await world.app.ask(text, {}, moderator)).moderationQueue
}
const casesOf = async (subject: string) =>
  (await queue()).nodes.filter((one: any) => one.subject?.id === subject) as {
    id: string
    label: string
    reports: number
  }[]
const moderate = (caseId: string, action: string) =>
  world.mutate('moderate', { caseId, action, reason: 'because' }, moderator)
const report = (subjectId: string, as: Actor) =>
  world.mutate('report', { subjectId, category: 'SPAM', idempotencyKey: randomUUID() }, as)
const flag = (assetId: AssetId, needsReview = true) =>
  world.app.hear('media.asset.flagged', {
    ...{ assetId, ownerId: ada.id, sensitivity: 'BLUR' as const },
    ...{ label: 'Sexy', score: 0.7, needsReview },
  })

describe('what the classifier is not sure of', () => {
  test('is a case of every post that shows it, and a report joins it', async () => {
    const asset = await world.asset(ada)
    const shown = await world.post(ada, { assetIds: [assetGlobalId(asset)] })
    await flag(asset)
    await flag(asset)
    expect(await casesOf(shown)).toMatchObject([{ label: 'Sexy', reports: 0 }])
    await report(shown, ben)
    expect(await casesOf(shown)).toMatchObject([{ label: 'Sexy', reports: 1 }])
  })

  test('is a case of a post that is published after it was seen, unless it was cleared by then', async () => {
    const [asset, cleared] = [await world.asset(ada), await world.asset(ada)]
    await flag(asset)
    await flag(cleared)
    await flag(cleared, false)
    const [shown, fine] = [
      await world.post(ada, { assetIds: [assetGlobalId(asset)] }),
      await world.post(ada, { assetIds: [assetGlobalId(cleared)] }),
    ]
    expect(await casesOf(shown)).toEqual([])
    await world.settle()
    expect(await casesOf(shown)).toHaveLength(1)
    expect(await casesOf(fine)).toEqual([])
  })

  test('costs nothing where posts are of text, and one statement for a hundred of pictures', async () => {
    const told = (assetIds: AssetId[]) =>
      Array.from({ length: 100 }, () => ({
        name: 'social.post.published' as const,
        data: {
          ...{ postId: mintId('Post', new Date()), authorId: ada.id, visibility: 'PUBLIC' as const },
          ...{ text: null, assetIds, hashtags: [], mentionedUserIds: [], quoteOfId: null },
        },
      }))
    const [text, pictures] = [told([]), told([await world.asset(ada)])]
    const plain = await world.app.statementsOf(() => world.app.hearTogether(text))
    expect(await world.app.statementsOf(() => world.app.hearTogether(pictures))).toBe(plain + 1)
  })
})

describe('a comment that is reported', () => {
  test('is taken away from all but who wrote it, and given back', async () => {
    const post = await world.post(ada)
    const comment = await world.comment(ben, post)
    await report(comment, ada)
    const [held] = await casesOf(comment)
    const seen = async (as: Actor) =>
      (await world.app.ask('query ($id: ID!) { post(id: $id) { comments { nodes { id } } } }', { id: post }, as)).post
        .comments.nodes
    await moderate(held!.id, 'REMOVE')
    expect([await seen(ada), await seen(ben)]).toEqual([[], [{ id: comment }]])
    await moderate(held!.id, 'RESTORE')
    expect(await seen(ada)).toEqual([{ id: comment }])
  })

  test('is read by moderators under a post that they do not see', async () => {
    const post = await world.post(ada, { visibility: 'FOLLOWERS' })
    await world.follow(ben, ada)
    const comment = await world.comment(ben, post)
    await report(comment, ada)
    const [held] = await casesOf(comment)
    const text = `query ($id: ID!) { moderationCase(id: $id) { subject { ... on Comment { text { text } post { id } } } } }`
    expect((await world.app.ask(text, { id: held!.id }, moderator)).moderationCase.subject).toEqual({
      text: { text: 'oh!' },
      post: { id: post },
    })
  })
})

describe('the queue', () => {
  test('is read in pages, the oldest first, each case once', async () => {
    const all = (await queue()).nodes.map((one: any) => one.id)
    const read: string[] = []
    for (let after = ''; ; ) {
      const page = await queue(after && `, after: "${after}"`).then(() =>
        world.app.ask(
          `query ($after: String) { moderationQueue(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
          { after: after || null },
          moderator,
        ),
      )
      const { nodes, pageInfo } = page.moderationQueue
      read.push(...nodes.map((one: any) => one.id))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(read).toEqual(all)
    expect(all.length).toBeGreaterThan(2)
  })

  test('takes five statements for a page with subjects, reports and history', async () => {
    const text = `{ moderationQueue(first: 50) { nodes { subject { __typename ... on Post { state } ... on Comment { post { id } } }
      latestReports { category } history { verdict } } } }`
    expect(await world.app.statementsOf(() => world.app.ask(text, {}, moderator))).toBeLessThanOrEqual(5)
  })

  test('and every list of moderation reads its index', async () => {
    await world.app.db.execute(sql`
      insert into moderation_cases (id, subject_kind, subject_id, owner_id, state, opened_at, decided_at, verdict)
      select gen_random_uuid(), 'Post', gen_random_uuid(), gen_random_uuid(), 'ACTIONED', now(), now(), 'WARN'
      from generate_series(1, 20000)`)
    await world.app.db.execute(sql`
      insert into reports (id, case_id, reporter_id, category, at)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'SPAM', now() from generate_series(1, 20000)`)
    await world.app.db.execute(sql`
      insert into moderation_log (case_id, moderator_id, verdict, reason, at)
      select gen_random_uuid(), gen_random_uuid(), 'WARN', '', now() from generate_series(1, 20000)`)
    await world.app.db.execute(sql`
      insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, published_at)
      select gen_random_uuid(), gen_random_uuid(), 'IMAGE', array[gen_random_uuid()], 'PUBLIC', 'PUBLISHED', now(), now()
      from generate_series(1, 20000)`)
    await world.app.db.execute(sql`analyze moderation_cases, reports, moderation_log, posts`)
    const { db } = world.app
    const one = [mintId('Case', new Date())]
    for (const [read, index] of [
      [casesInState(db, 'OPEN', firstPage(20)), 'moderation_cases_by_state'],
      [noticesOf(db, ada.id, firstPage(20)), 'moderation_notices'],
      [latestReports(db)(one), 'reports_of_case'],
      [latestActions(db)(one), 'moderation_log_of_case'],
      [postsShowing(db, mintId('Asset', new Date())), 'posts_showing_asset'],
    ] as const) {
      expect(await planOf(db, read)).toContain(index)
    }
  })
})

describe('the audit log', () => {
  test('grows, and nothing else; only an erasure that says so may write in it', async () => {
    await report(globalIdOf(ben), ada)
    const { nodes } = await queue()
    await moderate(nodes.at(-1).id, 'WARN')
    const refused = { cause: { message: 'The moderation log is append-only' } }
    for (const act of [
      sql`update moderation_log set reason = 'other'`,
      sql`delete from moderation_log`,
      sql`truncate moderation_log`,
    ]) {
      await expect(world.app.db.execute(act)).rejects.toMatchObject(refused)
    }
    await world.app.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('varal.erasing', 'on', true)`)
      const { rowCount } = await tx.execute(sql`delete from moderation_log`)
      expect(rowCount).toBeGreaterThan(0)
    })
    await moderate(nodes.at(-1).id, 'WARN')
    await expect(world.app.db.execute(sql`delete from moderation_log`)).rejects.toMatchObject(refused)
  })
})
