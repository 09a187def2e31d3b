import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { RequestFailed } from '@varal/clients/sdk/request-failed'
import { connectDatabase, type Database, rowsOf } from '@varal/platform/db'
import { SearchDocument, TypedDocumentString } from '@varal/schema/operations/documents'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { sql } from 'drizzle-orm'
import {
  buildSchema,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { databaseUrl } from '../databases.ts'
import { type Actor, PASSWORD } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'

const schema = buildSchema(readFileSync(new URL('../../schema/public.graphql', import.meta.url), 'utf8'))
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

let world: World
let ada: Actor
let postId: string
let databases: Database[]

beforeAll(async () => {
  world = await startWorld('one process')
  ;[ada] = await world.cast('ada')
  postId = await ada.publishes({ text: 'here' })
  databases = subgraphNames.map((name) =>
    connectDatabase({ url: databaseUrl(inject('postgresUrl'), `${world.env['NAMESPACE']}_${name}`), poolMax: 2 }),
  )
  // What is not refused yet travels on: nothing may be under way when rows are counted.
  await eventually('the first post has arrived everywhere', async () => {
    const { search } = await ada.connection.send(SearchDocument, { query: 'here', first: 1 })
    return search?.edges.length === 1
  })
  await eventually('the mail to a new person is on its way', async () => (await contents())['users.mail_codes'] === 1)
})
afterAll(async () => {
  for (const database of databases) await database[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

/** A value of the right GraphQL type that no rule of the product can accept. */
function unacceptable(type: GraphQLInputType, text: string): unknown {
  if (isNonNullType(type)) return unacceptable(type.ofType, text)
  if (isListType(type)) return [unacceptable(type.ofType, text)]
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => field.type.toString() !== 'UUID!')
    const rest = Object.fromEntries(required.map((field) => [field.name, unacceptable(field.type, text)]))
    return 'idempotencyKey' in type.getFields() ? { ...rest, idempotencyKey: randomUUID() } : rest
  }
  const name = getNamedType(type).name
  const named = schema.getType(name)
  if (named && 'getValues' in named) return named.getValues()[0]?.name
  return name === 'Boolean' ? true : name === 'Int' ? -1 : text
}

const documentFor = (name: string, inputType: string) =>
  new TypedDocumentString<Record<string, { userErrors: { code: string; message: string; path: string[] }[] }>, object>(
    `mutation ($input: ${inputType}) { ${name}(input: $input) { userErrors { code message path } } }`,
  )

const hostile: Readonly<Record<string, string>> = {
  empty: '',
  blank: '   \t ',
  'far too long': 'x'.repeat(8_000),
  'a foreign id': 'user_01h455vb4pex5vsknk084sn02q',
  'no id at all': "'; drop table posts; --",
  'control characters': 'a\u0000b\u202e',
  'a lone surrogate': 'a\ud800b',
}
/** As a board's name, an id is a text like any other. */
const isPlainText = (text: string) => text === hostile['a foreign id'] || text === hostile['no id at all']
/** Of switches and choices alone every value is a good one. */
const takesText = (type: GraphQLInputType): boolean => {
  const named = getNamedType(type)
  if (!isInputObjectType(named))
    return ['String', 'ID', 'UUID', 'URL', 'Locale', 'DateTime', 'Long'].includes(named.name)
  return Object.values(named.getFields()).some((field) => takesText(field.type))
}
const takesOnlyText = (type: GraphQLInputType) =>
  isInputObjectType(getNamedType(type)) &&
  Object.values((getNamedType(type) as GraphQLInputObjectType).getFields()).every((field) =>
    ['String', 'UUID', 'BoardPrivacy'].includes(getNamedType(field.type).name),
  )

describe.each(mutations.map((field) => ({ name: field.name, input: field.args[0]?.type as GraphQLInputType })))(
  '$name',
  ({ name, input }) => {
    const cases = takesText(input)
      ? Object.entries(hostile).filter(([, text]) => !(takesOnlyText(input) && isPlainText(text)))
      : []

    test.each(cases)('refuses %s with a code and a path, and changes nothing', async (_, text) => {
      const before = await contents()
      const variables = { input: unacceptable(input, text) }
      const { [name]: payload } = await ada.connection.send(documentFor(name, input.toString()), variables)
      expect(payload?.userErrors.length).toBeGreaterThan(0)
      for (const error of payload?.userErrors ?? []) {
        expect(error.code).toMatch(/^[A-Z_]+$/)
        expect(error.message).not.toBe('')
      }
      expect(await contents()).toEqual(before)
    })

    test('refuses a value of another type as a bad request', async () => {
      const sent = ada.connection.send(documentFor(name, input.toString()), { input: 42 })
      const failure = await sent.catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(RequestFailed)
      expect((failure as RequestFailed).errors[0]?.extensions?.code).toBe('BAD_REQUEST')
    })
  },
)

describe('an idempotency key', () => {
  const tableOf: Readonly<Record<string, string>> = {
    createBoard: 'social.boards',
    createComment: 'social.comments',
    createPost: 'social.posts',
    register: 'users.accounts',
  }
  const keyed = mutations.filter(({ name }) => name in tableOf)

  test.each(keyed.map(({ name, args }) => ({ name, input: args[0]?.type as GraphQLInputType })))(
    'of $name gives the first answer again, and is refused with other input',
    async ({ name, input }) => {
      const document = documentFor(name, input.toString())
      const first = { ...(await acceptable(name)), idempotencyKey: randomUUID() }
      const once = await ada.connection.send(document, { input: first })
      expect(once[name]?.userErrors).toEqual([])
      const rows = async () => (await contents())[tableOf[name] ?? '']
      const before = await rows()
      expect(before).toBeGreaterThan(0)

      expect(await ada.connection.send(document, { input: first })).toEqual(once)
      const other = await ada.connection.send(document, { input: { ...first, ...different(name) } })
      expect(other[name]?.userErrors).toMatchObject([
        { code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] },
      ])
      expect(await rows()).toBe(before)
    },
  )
})

const acceptable = async (name: string): Promise<object> => {
  const handle = `bad_input_${randomUUID().slice(0, 8)}`
  if (name === 'register') return { name: 'Dora', handle, email: `${handle}@example.org`, password: PASSWORD }
  if (name === 'createBoard') return { name: 'Hats' }
  return name === 'createPost' ? { text: 'hello' } : { text: 'hello', postId }
}
const different = (name: string) =>
  name === 'register' || name === 'createBoard' ? { name: 'Other' } : { text: 'other' }

/** How many rows each table of the product has, in all five databases. The plumbing's own tables come and go. */
async function contents(): Promise<Record<string, number>> {
  const counted = await Promise.all(databases.map((database, index) => rowCounts(database, subgraphNames[index])))
  return Object.assign({}, ...counted)
}

const PLUMBING = ['outbox', 'inbox', 'event_cursors', 'dead_letters', 'idempotency_keys', 'live_topics', 'counters']

async function rowCounts({ db }: Database, subgraph = ''): Promise<Record<string, number>> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  const own = tables.map(({ name }) => name).filter((name) => !PLUMBING.includes(name))
  const counts = await Promise.all(
    own.map(async (name) => {
      const [row] = await rowsOf<{ n: string }>(db, sql`select count(*) as n from ${sql.identifier(name)}`)
      return [`${subgraph}.${name}`, Number(row?.n)] as const
    }),
  )
  return Object.fromEntries(counts)
}
