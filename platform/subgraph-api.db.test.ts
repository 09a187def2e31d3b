import { setTimeout as wait } from 'node:timers/promises'
import type { IdKind } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { createSourceEventStream, parse, subscribe } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type LoneSubgraph, loneSubgraph } from '../testing/lone-subgraph.ts'
import type { Context } from './context.ts'
import { encodeId } from './global-ids.ts'
import { subscription } from './live/subscription.ts'
import { mintId } from './mint-id.ts'
import { idempotencyKey, mutation, openMutation } from './mutation.ts'
import { refuse, refuseUntil } from './outcome.ts'
import { defineSubgraph, type Subgraph } from './subgraph.ts'
import { mergeSlices, subgraphSchema } from './subgraph-schema.ts'

type Ctx = Context<object>
const id = <Kind extends IdKind>(kind: Kind) => mintId(kind, new Date())
const ada = { id: id('User'), handle: 'ada', displayName: 'Ada', joinedAt: new Date(0), version: 7 }
let registrations = 0

const profile = z.object({
  displayName: z.string().trim().min(1).max(5).nullish(),
  bio: z.string().max(10).nullish(),
  website: z.url().nullish(),
})
const registration = z.object({ handle: z.string(), idempotencyKey })

/** The users subgraph's promises, kept by a few lines. */
const tiny = defineSubgraph({
  name: 'users',
  loaders: () => ({}),
  handlers: [],
  slices: [
    {
      Query: {
        user: (_: unknown, { handle }: { handle: string }, ctx: Ctx) => {
          if (handle === 'slow') return ctx.db.execute(sql`set local statement_timeout = 20; select pg_sleep(1)`)
          if (handle === 'cut') return ctx.db.execute(sql`select pg_terminate_backend(pg_backend_pid())`)
          if (handle === 'text') return ctx.db.execute(sql`select ${'NUL \0'}`)
          return ada
        },
        viewer: () => ({ user: ada, email: 'ada@example.org', locale: 'pt-BR', sessions: [] }),
      },
      User: { __resolveReference: (reference: { id: string }) => (reference.id === ada.id ? ada : null) },
    },
    {
      Mutation: {
        updateProfile: mutation(profile, async (_work, actor, input) =>
          input.bio === 'taken'
            ? refuse('HANDLE_TAKEN', ['input', 'bio'])
            : { user: { ...ada, id: actor.id, displayName: input.displayName } },
        ),
        register: openMutation(
          registration,
          async (_work, _viewer, { handle }) => {
            if (handle === 'often') return refuseUntil(1_500)
            registrations++
            return {
              viewer: { user: { ...ada, handle: `${handle}${registrations}` }, email: 'x', locale: 'en', sessions: [] },
            }
          },
          {
            finish: async (result) => ({
              ...result,
              tokens: { accessToken: 'a', refreshToken: 'r', expiresAt: new Date(0) },
            }),
          },
        ),
      },
    },
  ],
} as Subgraph)

describe('a subgraph', () => {
  let app: LoneSubgraph
  beforeAll(async () => {
    app = await loneSubgraph(tiny)
  })
  afterAll(() => app?.[Symbol.asyncDispose]())

  const update = `mutation ($input: UpdateProfileInput!) {
    updateProfile(input: $input) { user { displayName } userErrors { __typename code message path } } }`
  const updateAs = (input: object, as = app.newActor()) => app.ask(update, { input }, as)

  describe('gives ids out', () => {
    test('with their kind, and takes references back', async () => {
      const { user } = await app.ask(`{ user(handle: "ada") { id handle version joinedAt } }`)
      expect(user).toEqual({
        id: encodeId('User', ada.id),
        handle: 'ada',
        version: '7',
        joinedAt: '1970-01-01T00:00:00.000Z',
      })

      const references = [user.id, encodeId('Post', id('Post')), 'nonsense', encodeId('User', id('User'))]
      const { _entities } = await app.ask(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { handle } } }',
        { of: references.map((one) => ({ __typename: 'User', id: one })) },
      )
      expect(_entities).toEqual([{ handle: 'ada' }, null, null, null])
    })
  })

  describe('closes what is for signed-in people', () => {
    test('to everybody else, and to nobody else', async () => {
      const anonymous = await app.answer('{ viewer { email } user(handle: "ada") { handle } }')
      expect(anonymous.data).toEqual({ viewer: null, user: { handle: 'ada' } })
      expect(anonymous.errors?.map((error) => error.extensions['code'])).toEqual(['UNAUTHENTICATED'])
      expect((await app.answer(update, { input: {} })).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')

      expect(await app.ask('{ viewer { email } }', {}, app.newActor())).toEqual({
        viewer: { email: 'ada@example.org' },
      })
    })
  })

  describe('tells what is wrong with an input', () => {
    test('all of it, each with its path, and does nothing', async () => {
      const { updateProfile } = await updateAs({ displayName: 'too long', bio: 'also too long', website: 'no address' })

      expect(updateProfile.user).toBeNull()
      expect(updateProfile.userErrors).toEqual([
        {
          __typename: 'ValidationError',
          code: 'VALIDATION_FAILED',
          message: 'At most 5.',
          path: ['input', 'displayName'],
        },
        { __typename: 'ValidationError', code: 'VALIDATION_FAILED', message: 'At most 10.', path: ['input', 'bio'] },
        expect.objectContaining({ path: ['input', 'website'], message: 'This does not have the right form.' }),
      ])
    })

    test('in the caller’s language', async () => {
      const messagesIn = async (language: 'en' | 'es' | 'pt-BR') => {
        const answer = await app.answer(update, { input: { displayName: ' ', bio: 'taken' } }, app.newActor(), language)
        return (answer.data as any).updateProfile.userErrors[0].message
      }
      expect(await messagesIn('en')).toBe('This is needed.')
      expect(await messagesIn('es')).toBe('Es obligatorio.')
      expect(await messagesIn('pt-BR')).toBe('Isto é obrigatório.')
    })

    test('text that no database stores, wherever it stands', async () => {
      for (const bad of ['NUL \0', 'half \ud83c', '\udfa8 half']) {
        const { updateProfile } = await updateAs({ bio: bad })
        expect(updateProfile.userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path: ['input', 'bio'] }])
      }
      expect((await updateAs({ bio: '🎨', displayName: 'Ada' })).updateProfile.userErrors).toEqual([])
    })

    test('or of what a use case refused, as an error that says when to try again', async () => {
      expect((await updateAs({ bio: 'taken' })).updateProfile.userErrors).toMatchObject([
        { code: 'HANDLE_TAKEN', message: 'This handle is taken.', path: ['input', 'bio'] },
      ])
      const limited = await app.ask(
        `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code ... on RateLimitedError { retryAfterMs } } } }`,
        { input: { name: 'x', email: 'x', password: 'x', handle: 'often', idempotencyKey: crypto.randomUUID() } },
      )
      expect(limited.register.userErrors).toEqual([{ code: 'RATE_LIMITED', retryAfterMs: 1_500 }])
    })
  })

  test('does what has an idempotency key once, gives tokens again, and refuses other input', async () => {
    const register = (input: object) =>
      app.ask(
        `mutation ($input: RegisterInput!) { register(input: $input) { viewer { user { handle } } tokens { accessToken } userErrors { code path } } }`,
        { input: { name: 'x', email: 'x', password: 'x', ...input } },
      )
    const key = crypto.randomUUID()
    const first = await register({ handle: 'ada', idempotencyKey: key })

    expect(first.register).toMatchObject({ viewer: { user: { handle: 'ada1' } }, tokens: { accessToken: 'a' } })
    expect(await register({ idempotencyKey: key.toUpperCase(), handle: 'ada' })).toEqual(first)
    expect((await register({ handle: 'ben', idempotencyKey: key })).register).toEqual({
      viewer: null,
      tokens: null,
      userErrors: [{ code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] }],
    })
    expect((await register({ handle: 'ada', idempotencyKey: 'no key' })).register.userErrors).toMatchObject([
      { path: ['input', 'idempotencyKey'] },
    ])
  })

  test('answers a request that cannot be read with an error, and faults with their code', async () => {
    const codeOf = async (query: string, variables = {}) =>
      (await app.answer(query, variables)).errors?.[0]?.extensions['code']

    expect(await codeOf('{ user(')).toBe('BAD_REQUEST')
    expect(await codeOf('query ($handle: String!) { user(handle: $handle) { id } }', { handle: 5 })).toBe('BAD_REQUEST')
    expect(await codeOf('query ($handle: String!) { user(handle: $handle) { id } }')).toBe('BAD_REQUEST')
    expect(await codeOf('{ user(handle: "text") { id } }')).toBe('BAD_REQUEST')
    expect(await codeOf('{ user(handle: "cut") { id } }')).toBe('SUBGRAPH_UNAVAILABLE')
    expect(await codeOf('{ user(handle: "slow") { id } }')).toBe('TIMEOUT')
  })
})

describe('a subgraph’s schema', () => {
  test('has one resolver for a field', () => {
    const slice = { Query: { user: () => null } }
    expect(() => mergeSlices([slice, slice])).toThrow('Query.user is resolved by two slices')
    expect(() => subgraphSchema({ ...tiny, slices: [slice, slice] })).toThrow()
  })

  test('and one handler for a name', () => {
    const handler = { kind: 'chore' as const, as: 'tidy', everyMs: 1, run: async () => {} }
    expect(() => defineSubgraph({ ...tiny, handlers: [handler, handler] })).toThrow('tidy')
  })
})

describe('a subscription', () => {
  let app: LoneSubgraph
  const log = { read: async () => [] }
  const feed: Subgraph = defineSubgraph({
    name: 'feed',
    loaders: () => ({}),
    handlers: [],
    slices: [
      {
        Subscription: {
          homeFeed: subscription(({ after }: { after?: string | null }, ctx: Ctx) => ({
            topic: `home:${ctx.viewer.kind === 'user' ? ctx.viewer.id : ''}`,
            log,
            after,
            render: () => ({ __typename: 'FeedItemRemoved', feedItemId: 'x' }),
          })),
        },
      },
    ],
  } as Subgraph)
  const query =
    'subscription ($after: StreamCursor) { homeFeed(after: $after) { __typename ... on StreamItem { cursor at } ... on StreamReset { reason } } }'
  beforeAll(async () => {
    app = await loneSubgraph(feed)
  })
  afterAll(() => app?.[Symbol.asyncDispose]())

  test('begins with a checkpoint from whose cursor it resumes, for the same viewer only', async () => {
    const [one, other] = [app.newActor(), app.newActor()]
    const stream = await app.watch(query, {}, one)
    const first = (await stream.next()).value.data.homeFeed
    await stream.return?.()
    const firstOf = async (after: string, as = one) =>
      (await (await app.watch(query, { after }, as)).next()).value.data.homeFeed

    expect(first).toMatchObject({ __typename: 'StreamCheckpoint', at: app.clock.now().toISOString() })
    expect(await firstOf(first.cursor)).toMatchObject({ __typename: 'StreamCheckpoint' })
    for (const bad of [firstOf(first.cursor, other), firstOf(`${first.cursor}x`), firstOf('')])
      expect(await bad).toMatchObject({ __typename: 'StreamReset', reason: 'CURSOR_INVALID' })
  })

  test('ends after a reset', async () => {
    const stream = await app.watch(query, { after: 'nonsense' }, app.newActor())

    expect((await Array.fromAsync(stream)).length).toBe(1)
  })

  test('is left within milliseconds while it is quiet, through every layer', async () => {
    const actor = app.newActor()
    const stream = await app.watch(query, {}, actor)
    await stream.next()
    const waiting = stream.next()
    await wait(20)
    const beganMs = performance.now()
    await stream.return?.()

    expect((await waiting).done).toBe(true)
    expect(performance.now() - beganMs).toBeLessThan(200)
  })

  test('is closed to the anonymous', async () => {
    await expect(app.watch(query)).rejects.toThrow('Sign in')
  })

  test('is left at once through graphql’s own subscribe, which tells its source', async () => {
    const schema = subgraphSchema(feed)
    let left = false
    const endless = {
      follow: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          left = true
          return { done: true, value: undefined }
        },
      }),
      epoch: 'e',
    }
    const contextValue = { viewer: app.newActor(), live: endless }
    for (const open of [subscribe, createSourceEventStream]) {
      left = false
      const opened = await open({ schema, document: parse(query), contextValue })
      if (!(Symbol.asyncIterator in opened)) throw new Error('not a stream')
      const iterator = opened[Symbol.asyncIterator]()
      const waiting = iterator.next()
      await iterator.return?.()

      expect(left).toBe(true)
      expect((await waiting).done).toBe(true)
    }
  })
})
