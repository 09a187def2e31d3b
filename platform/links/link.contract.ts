import { buildSchema, type ExecutionResult, type GraphQLSchema } from 'graphql'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Mistake } from '../errors.ts'
import { anonymous, type Caller } from '../viewer.ts'
import type { SubgraphLink } from './link.ts'

/** A link to `tinySchema`, through one adapter. */
export interface LinkWorld extends AsyncDisposable {
  readonly link: SubgraphLink
  /** Stops what answers; absent where caller and answerer are one process. */
  readonly takeDown?: () => PromiseLike<void>
}

export interface LinkWorldOptions {
  readonly schema: GraphQLSchema
  readonly contextOf: (request: { caller: Caller }) => unknown
  readonly deadlineMs: number
}

/** What the schema's stream has been through. */
interface Source {
  pulled: number
  ended: boolean
}

const caller: Caller = {
  viewer: anonymous,
  app: null,
  requestId: 'r-1',
  language: 'pt-BR',
  address: '192.0.2.7',
  device: 'Schöne neue Welt 漢字',
}
const DEADLINE_MS = 400

function tinySchema(source: Source): GraphQLSchema {
  const schema = buildSchema(`
    type Query { hello(name: String = "you"): String! caller: String! never: String refused: String broken: String list: [Item] }
    type Item { id: ID! refused: String }
    type Mutation { add(by: Int!): Int! }
    type Subscription { numbers(to: Int, size: Int = 0): String! quiet: Int never: Int refused: Int failing: Int }
  `)
  const fields = (type: string) => schema.getType(type) as never as { getFields(): Record<string, any> }
  const query = fields('Query').getFields()
  const refuse = () => {
    throw new Mistake('FORBIDDEN', 'Not for you.')
  }
  query['hello'].resolve = (_: unknown, { name }: { name: string }) => `hello ${name}`
  query['caller'].resolve = (_: unknown, __: unknown, ctx: { caller: Caller }) => JSON.stringify(ctx.caller)
  query['never'].resolve = () => new Promise(() => {})
  query['refused'].resolve = refuse
  query['broken'].resolve = () => {
    throw new Error('the password of the database is hunter2')
  }
  query['list'].resolve = () => [{ id: '1' }, { id: '2' }]
  fields('Item').getFields()['refused'].resolve = refuse
  let sum = 0
  fields('Mutation').getFields()['add'].resolve = (_: unknown, { by }: { by: number }) => {
    sum += by
    return sum
  }
  const streams = fields('Subscription').getFields()
  for (const stream of Object.values(streams)) stream.resolve = (item: unknown) => item
  streams['numbers'].subscribe = (_: unknown, { to, size }: { to: number | null; size: number }) =>
    observed(source, async (number) => (number < (to ?? Number.POSITIVE_INFINITY) ? number + '.'.repeat(size) : null))
  streams['quiet'].subscribe = () => observed(source, () => new Promise(() => {}))
  streams['never'].subscribe = () => new Promise(() => {})
  streams['refused'].subscribe = refuse
  streams['failing'].subscribe = () =>
    observed(source, async (number) => {
      if (number === 1) throw new Error('the cable of the database was cut')
      return number
    })
  return schema
}

function observed(source: Source, make: (number: number) => Promise<unknown>): AsyncIterableIterator<unknown> {
  return {
    async next() {
      const value = await make(source.pulled++)
      return value === null ? { done: true, value } : { done: false, value }
    },
    async return() {
      source.ended = true
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** What every adapter of SubgraphLink guarantees. */
export function linkContract(adapter: string, open: (options: LinkWorldOptions) => Promise<LinkWorld>): void {
  describe(adapter, () => {
    let source: Source
    let world: LinkWorld
    beforeEach(async () => {
      source = { pulled: 0, ended: false }
      const contextOf = ({ caller }: { caller: Caller }) => ({ caller })
      world = await open({ schema: tinySchema(source), contextOf, deadlineMs: DEADLINE_MS })
    })
    afterEach(() => world[Symbol.asyncDispose]())

    const ask = async (query: string, more: object = {}) =>
      JSON.parse(JSON.stringify(await world.link.execute({ query, caller, ...more }))) as ExecutionResult
    const watch = async (query: string, more: object = {}) => {
      const opened = await world.link.subscribe({ query, caller, ...more })
      if (!(Symbol.asyncIterator in opened)) throw new Error(`No stream: ${JSON.stringify(opened)}`)
      return opened
    }
    const codes = (result: ExecutionResult | undefined) =>
      result?.errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']])

    test('carries a query, its variables and its name there, and the data back', async () => {
      const query = 'query A($name: String) { hello(name: $name) } query B { hello }'
      expect(await ask(query, { variables: { name: 'Zoë "\n' }, operationName: 'A' })).toEqual({
        data: { hello: 'hello Zoë "\n' },
      })
      expect(await ask(query, { operationName: 'B' })).toEqual({ data: { hello: 'hello you' } })
    })

    test('carries the caller as it is', async () => {
      const { data } = await ask('{ caller }')
      expect(JSON.parse(data?.['caller'] as string)).toEqual(caller)
    })

    test('carries what the caller did wrong with its code and path, beside the rest of the answer', async () => {
      const result = await ask('{ hello refused list { id refused } }')
      expect(result.data).toEqual({
        hello: 'hello you',
        refused: null,
        list: [
          { id: '1', refused: null },
          { id: '2', refused: null },
        ],
      })
      expect(codes(result)).toEqual([
        ['refused', 'FORBIDDEN'],
        ['list.0.refused', 'FORBIDDEN'],
        ['list.1.refused', 'FORBIDDEN'],
      ])
      expect(result.errors?.[0]).toMatchObject({ message: 'Not for you.', extensions: { requestId: 'r-1' } })
    })

    test('never carries what went wrong inside', async () => {
      const result = await ask('{ broken }')
      expect(codes(result)).toEqual([['broken', 'INTERNAL']])
      expect(JSON.stringify(result)).not.toMatch(/hunter2|stack/)
    })

    test('answers a text that is no query, and variables that do not fit, with BAD_REQUEST', async () => {
      expect(codes(await ask('{ hello '))).toEqual([[undefined, 'BAD_REQUEST']])
      expect(codes(await ask('query ($name: String) { hello(name: $name) }', { variables: { name: 7 } }))).toEqual([
        [undefined, 'BAD_REQUEST'],
      ])
    })

    test('gives up at the deadline', async () => {
      const beganMs = performance.now()
      await expect(world.link.execute({ query: '{ never }', caller })).rejects.toMatchObject({
        extensions: { code: 'TIMEOUT', retryable: true },
      })
      await expect(world.link.subscribe({ query: 'subscription { never }', caller })).rejects.toMatchObject({
        extensions: { code: 'TIMEOUT', retryable: true },
      })
      expect(performance.now() - beganMs).toBeLessThan(4 * DEADLINE_MS)
    })

    test('stops waiting when the client has left', async () => {
      const leaving = new AbortController()
      const answer = world.link.execute({ query: '{ never }', caller, signal: leaving.signal })
      leaving.abort(new Error('left'))
      await expect(answer).rejects.toThrow('left')
    })

    test('says that a subgraph which is down is not there, for queries, mutations and streams', async (ctx) => {
      if (!world.takeDown) return ctx.skip()
      await ask('{ hello }')
      await world.takeDown()
      const unavailable = { extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }
      await expect(world.link.execute({ query: '{ hello }', caller })).rejects.toMatchObject(unavailable)
      await expect(world.link.execute({ query: 'mutation { add(by: 1) }', caller })).rejects.toMatchObject(unavailable)
      await expect(world.link.subscribe({ query: 'subscription { numbers }', caller })).rejects.toMatchObject(
        unavailable,
      )
    })

    test('gives a stream in order, and its end', async () => {
      const seen: unknown[] = []
      const stream = await watch('subscription ($to: Int) { numbers(to: $to) }', { variables: { to: 500 } })
      for await (const { data } of stream) seen.push(data?.['numbers'])
      expect(seen).toEqual(Array.from({ length: 500 }, (_, number) => String(number)))
    })

    test('says why there is no stream', async () => {
      const opened = (await world.link.subscribe({ query: 'subscription { refused }', caller })) as ExecutionResult
      expect(codes(opened)).toEqual([['refused', 'FORBIDDEN']])
    })

    test('ends a stream whose source fails with a result that says so', async () => {
      const stream = await watch('subscription { failing }')
      expect((await stream.next()).value.data).toEqual({ failing: 0 })
      expect(codes((await stream.next()).value)).toEqual([[undefined, 'INTERNAL']])
      expect(await stream.next()).toEqual({ done: true, value: undefined })
    })

    test('ends the source within a second when the client leaves, also while it waits for the next item', async () => {
      const stream = await watch('subscription { quiet }')
      const waiting = stream.next()
      await vi.waitFor(() => expect(source.pulled).toBe(1), 1_000)
      await stream.return?.()
      await vi.waitFor(() => expect(source.ended).toBe(true), 1_000)
      expect(await Promise.race([waiting, 'still waiting'])).not.toMatchObject({ done: false })
    })

    test('takes no more from the source than is asked for, and what fits on the way', async () => {
      const stream = await watch('subscription { numbers(size: 50000) }')
      await stream.next()
      // Until what the connection's buffers hold was taken, and nothing more is.
      const pulled = [-1]
      await vi.waitUntil(() => pulled.push(source.pulled) > 1 && pulled.at(-1) === pulled.at(-2), {
        interval: 200,
        timeout: 10_000,
      })
      expect(source.pulled).toBeLessThan(400)
      await stream.return?.()
      await vi.waitFor(() => expect(source.ended).toBe(true), 1_000)
    })
  })
}
