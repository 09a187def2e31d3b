import { randomUUID } from 'node:crypto'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
let ada: Actor
let ben: Actor
let cleo: Actor
let moderator: Actor

beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  ;[ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
  moderator = { ...(await world.person()), role: 'MODERATOR' }
})

const report = (subjectId: string, as: Actor, input: object = {}) =>
  world.mutate('report', { subjectId, category: 'SPAM', idempotencyKey: randomUUID(), ...input }, as, 'reportId')
const CASE = 'id state reports version latestReports { category comment } history { verdict reason moderator { id } }'
const SUBJECT = `subject { __typename ... on Post { id state text { text } author { id } } ... on Board { id name viewerRole }
  ... on Comment { id text { text } post { id state } } ... on User { id } }`
/** Of cases in a state, the one of this subject that was opened last. */
async function caseOf(subjectId: string, state = 'OPEN', as = moderator) {
  const text = `query ($state: CaseState!) { moderationQueue(state: $state, first: 100) { nodes { ${CASE} ${SUBJECT} } } }`
  const { nodes } = (await world.app.ask(text, { state }, as)).moderationQueue
  return nodes.findLast((one: any) => one.subject?.id === subjectId)
}
const moderate = (caseId: string, action: string, as = moderator, more: object = {}) =>
  world.mutate('moderate', { caseId, action, reason: 'because', ...more }, as, `case { ${CASE} }`)
const notices = async (as: Actor) =>
  (
    await world.app.ask(
      '{ moderationNotices { nodes { id subjectId verdict reason appeal appealableUntil } } }',
      {},
      as,
    )
  ).moderationNotices.nodes
const appeal = (caseId: string, as: Actor, text = 'It was a joke.') =>
  world.mutate('appeal', { caseId, text }, as, 'notice { id appeal appealableUntil }')
const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code)
const seen = async (id: string, as: Actor) =>
  (await world.app.ask('query ($id: ID!) { post(id: $id) { id state sensitive text { text } } }', { id }, as)).post
const told = async (name: string) => (await world.app.announced()).filter((fact) => fact.name === name)

describe('a report', () => {
  test('opens one case of a thing, which counts who reported it', async () => {
    const post = await world.post(ada)
    const first = await report(post, ben, { category: 'HATE', comment: 'look' })
    expect(first).toMatchObject({ reportId: expect.stringMatching(/^report_/), userErrors: [] })
    await report(post, cleo)
    expect((await report(post, ben)).reportId).toBe(first.reportId)

    expect(await caseOf(post)).toMatchObject({
      reports: 2,
      latestReports: [{ category: 'SPAM' }, { category: 'HATE', comment: 'look' }],
      subject: { __typename: 'Post', text: { text: 'first light' } },
    })
  })

  test('counts each of many people who report at once', async () => {
    const post = await world.post(ada)
    const people = await Promise.all(Array.from({ length: 12 }, () => world.person()))
    await Promise.all(people.flatMap((one) => [report(post, one), report(post, one)]))
    expect(await caseOf(post)).toMatchObject({ reports: 12 })
  })

  test('is taken of posts, comments, boards and people, also of whom one has blocked', async () => {
    const post = await world.post(ada)
    const subjects = [post, await world.board(ada), await world.comment(ada, post), globalIdOf(ada)]
    for (const subject of subjects) {
      expect(codes(await report(subject, ben))).toEqual([])
      expect(await caseOf(subject)).toMatchObject({ reports: 1 })
    }
    await world.block(cleo, ada)
    expect(codes(await report(globalIdOf(ada), cleo))).toEqual([])
  })

  test('of what the reporter does not see is one of what does not exist', async () => {
    const hidden = await world.post(ada, { visibility: 'ONLY_ME' })
    const secret = await world.board(ada, { privacy: 'SECRET' })
    const nothing = await report(encodeId('Post', mintId('Post', new Date())), ben)
    expect(codes(nothing)).toEqual(['NOT_FOUND'])
    await world.block(ada, cleo)
    for (const [subject, as] of [
      [hidden, ben],
      [secret, ben],
      [globalIdOf(ada), cleo],
    ] as const)
      expect(await report(subject, as)).toEqual(nothing)
    expect(codes(await report(globalIdOf(ada), ada))).toEqual(['CANNOT_REPORT_SELF'])
    expect(codes(await report(hidden, ada))).toEqual(['CANNOT_REPORT_SELF'])
    expect(codes(await report('section_01', ben))).toEqual(['VALIDATION_FAILED'])
  })

  test('is refused after fifty a day, until the first of them is a day old', async () => {
    for (let one = 0; one < 50; one++) expect(codes(await report(await world.post(ada), ben))).toEqual([])
    const post = await world.post(ada)
    expect(codes(await report(post, ben))).toEqual(['RATE_LIMITED'])
    world.app.clock.advance(24 * 60 * 60 * 1_000 + 1)
    expect(codes(await report(post, ben))).toEqual([])
  })

  test('takes six statements, however many reported before', async () => {
    const post = await world.post(ada)
    await report(post, cleo)
    // Besides begin, commit and two for the idempotency key.
    expect(await world.app.statementsOf(() => report(post, ben))).toBe(6 + 4)
  })
})

describe('moderating', () => {
  test('is for moderators, and not about themselves', async () => {
    const post = await world.post(moderator)
    await report(post, ben)
    const { id } = await caseOf(post)
    expect(codes(await moderate(id, 'DISMISS', ben))).toEqual(['FORBIDDEN'])
    expect(codes(await moderate(id, 'DISMISS'))).toEqual(['FORBIDDEN'])
    const { errors } = await world.app.answer('{ moderationQueue { nodes { id } } }', {}, ben)
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
    const one = await world.app.answer('query ($id: ID!) { moderationCase(id: $id) { id } }', { id }, ben)
    expect(one.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
  })

  test('takes a post away from everybody but its author, who is told why, and gives it back', async () => {
    const post = await world.post(ada, { text: 'look at #this' })
    await world.settle()
    const count = async (as: Actor) =>
      (
        await world.app.ask(
          `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { postCount { value } posts { nodes { id } } } } }`,
          { of: [{ __typename: 'User', id: globalIdOf(ada) }] },
          as,
        )
      )._entities[0]
    const before = await count(ben)
    await report(post, ben)
    const { id } = await caseOf(post)
    expect(await moderate(id, 'REMOVE')).toMatchObject({
      case: {
        state: 'ACTIONED',
        history: [{ verdict: 'REMOVE', reason: 'because', moderator: { id: globalIdOf(moderator) } }],
      },
    })
    await moderate(id, 'REMOVE')
    expect(await told('social.post.withheld')).toMatchObject([{ data: { postId: decodeId('Post', post) } }])
    await world.settle()

    expect(await seen(post, ben)).toBeNull()
    expect(await seen(post, moderator)).toBeNull()
    expect(await seen(post, ada)).toMatchObject({ state: 'REMOVED', text: { text: 'look at #this' } })
    expect(await count(ben)).toEqual({ postCount: { value: '0' }, posts: { nodes: [] } })
    const gone = await report(encodeId('Post', mintId('Post', new Date())), cleo)
    expect(await report(post, cleo)).toEqual(gone)
    expect(await notices(ada)).toMatchObject([
      { id, subjectId: post, verdict: 'REMOVE', reason: 'because', appeal: null },
    ])
    expect(codes(await world.mutate('updatePost', { id: post, expectedVersion: '2', text: 'no' }, ada))).toEqual([
      'FORBIDDEN',
    ])

    await moderate(id, 'RESTORE')
    await world.settle()
    expect(await seen(post, ben)).toMatchObject({ state: 'PUBLISHED' })
    expect(await count(ben)).toEqual(before)
    expect(await told('social.post.released')).toHaveLength(1)
    expect(await notices(ada)).toMatchObject([{ verdict: 'RESTORE', appealableUntil: null }])
  })

  test('counts a post that is deleted while it is away as gone once', async () => {
    const [post, other] = [await world.post(ada), await world.post(ada)]
    await report(post, ben)
    await moderate((await caseOf(post)).id, 'REMOVE')
    await world.mutate('deletePost', { id: post }, ada)
    await world.settle()
    const [user] = (
      await world.app.ask(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { postCount { value } } } }`,
        { of: [{ __typename: 'User', id: globalIdOf(ada) }] },
        ben,
      )
    )._entities
    expect(user.postCount.value).toBe('1')
    expect(await seen(other, ben)).not.toBeNull()
    expect((await caseOf(post, 'ACTIONED'))?.subject ?? null).toBeNull()
  })

  test('takes a board away from everybody but its owner, its collaborators too', async () => {
    const board = await world.board(ada)
    await report(board, ben)
    const { id } = await caseOf(board)
    await moderate(id, 'REMOVE')
    const find = async (as: Actor) =>
      (await world.app.ask('query ($id: ID!) { board(id: $id) { id removedAt } }', { id: board }, as)).board
    const listed = async (as: Actor) =>
      (
        await world.app.ask(
          'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { boards { nodes { id } } } } }',
          { of: [{ __typename: 'User', id: globalIdOf(ada) }] },
          as,
        )
      )._entities[0].boards.nodes
    expect(await find(ben)).toBeNull()
    expect(await listed(ben)).toEqual([])
    expect(await find(ada)).toMatchObject({ removedAt: expect.anything() })
    expect(await listed(ada)).toEqual([{ id: board }])
    await moderate(id, 'RESTORE')
    expect(await listed(ben)).toEqual([{ id: board }])
    expect(await find(ben)).toMatchObject({ removedAt: null })
  })

  test('covers a post whatever its author says', async () => {
    const post = await world.post(ada)
    await report(post, ben)
    const { id } = await caseOf(post)
    await moderate(id, 'MARK_SENSITIVE')
    const { version } = (await world.app.ask('query ($id: ID!) { post(id: $id) { version } }', { id: post }, ada)).post
    await world.mutate('updatePost', { id: post, expectedVersion: version, sensitive: false }, ada)
    expect(await seen(post, ben)).toMatchObject({ sensitive: true })
    await moderate(id, 'RESTORE')
    expect(await seen(post, ben)).toMatchObject({ sensitive: false })
  })

  test('suspends and reinstates a person, each told once', async () => {
    await report(globalIdOf(ada), ben)
    const { id } = await caseOf(globalIdOf(ada))
    const before = (await told('social.person.suspended')).length
    for (const action of ['SUSPEND', 'SUSPEND', 'REINSTATE', 'REINSTATE']) await moderate(id, action)
    expect((await told('social.person.suspended')).slice(before)).toMatchObject([{ data: { userId: ada.id } }])
    expect((await told('social.person.reinstated')).at(-1)).toMatchObject({ data: { userId: ada.id } })
  })

  test('refuses what does not fit the subject, and who decides on an old version', async () => {
    await report(globalIdOf(ada), ben)
    const { id, version } = await caseOf(globalIdOf(ada))
    for (const action of ['REMOVE', 'RESTORE', 'MARK_SENSITIVE'])
      expect(codes(await moderate(id, action))).toEqual(['VALIDATION_FAILED'])
    expect(codes(await moderate(id, 'WARN', moderator, { expectedVersion: version }))).toEqual([])
    expect(codes(await moderate(id, 'WARN', moderator, { expectedVersion: version }))).toEqual(['VERSION_CONFLICT'])
    expect(codes(await moderate(encodeId('Case', mintId('Case', new Date())), 'WARN'))).toEqual(['NOT_FOUND'])
  })

  test('that dismisses a case tells nobody, and a report after it opens another', async () => {
    const post = await world.post(ada)
    await report(post, ben)
    const { id } = await caseOf(post)
    expect(await moderate(id, 'DISMISS')).toMatchObject({ case: { state: 'DISMISSED' } })
    expect(await notices(ada)).toEqual([])
    await report(post, ben)
    expect(await caseOf(post)).toMatchObject({ reports: 1, history: [] })
    expect((await caseOf(post)).id).not.toBe(id)
  })
})

describe('an appeal', () => {
  test('is heard once, within 14 days, from whom it concerns', async () => {
    const post = await world.post(ada)
    await report(post, ben)
    const { id } = await caseOf(post)
    expect(codes(await appeal(id, ada))).toEqual(['NOT_FOUND'])
    await moderate(id, 'REMOVE')
    expect(codes(await appeal(id, ben))).toEqual(['NOT_FOUND'])
    expect(await appeal(id, ada)).toMatchObject({ notice: { appeal: 'WAITING', appealableUntil: null } })
    expect(codes(await appeal(id, ada))).toEqual(['APPEAL_CLOSED'])
    expect(await caseOf(post, 'APPEALED')).toMatchObject({ id })

    expect(await moderate(id, 'DISMISS')).toMatchObject({ case: { state: 'ACTIONED' } })
    expect(await notices(ada)).toMatchObject([{ verdict: 'REMOVE', appeal: 'REJECTED' }])
    expect(codes(await appeal(id, ada))).toEqual(['APPEAL_CLOSED'])
  })

  test('that is accepted gives back what was taken', async () => {
    const post = await world.post(ada)
    await report(post, ben)
    const { id } = await caseOf(post)
    await moderate(id, 'REMOVE')
    await appeal(id, ada)
    await moderate(id, 'RESTORE')
    expect(await seen(post, ben)).not.toBeNull()
    expect(await notices(ada)).toMatchObject([{ verdict: 'RESTORE', appeal: 'ACCEPTED' }])
  })

  test('is too late after 14 days', async () => {
    const post = await world.post(ada)
    await report(post, ben)
    const { id } = await caseOf(post)
    await moderate(id, 'WARN')
    world.app.clock.advance(14 * 24 * 60 * 60 * 1_000)
    expect(codes(await appeal(id, ada))).toEqual(['APPEAL_CLOSED'])
    expect(await notices(ada)).toMatchObject([{ appealableUntil: null }])
  })
})
