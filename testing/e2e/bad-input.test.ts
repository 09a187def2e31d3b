import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { RequestFailed } from '@varal/clients/sdk/request-failed'
import { TypedDocumentString } from '@varal/schema/operations/documents'
import { buildSchema, type GraphQLInputType, getNamedType, isInputObjectType, isListType, isNonNullType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'

const schema = buildSchema(readFileSync(new URL('../../schema/public.graphql', import.meta.url), 'utf8'))
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

let world: World
let ada: Actor
beforeAll(async () => {
  world = await startWorld('one process')
  ;[ada] = await world.cast('ada')
  await eventually('ada can post', () => ada.publishes({ text: 'here' }).then(() => true))
})
afterAll(() => world[Symbol.asyncDispose]())

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

const hostile = {
  empty: '',
  blank: '   \t ',
  'far too long': 'x'.repeat(60_000),
  'a foreign id': 'user_01h455vb4pex5vsknk084sn02q',
  'no id at all': "'; drop table posts; --",
  'control characters': 'a\u0000b\u202e',
  'a lone surrogate': 'a\ud800b',
}

describe.each(mutations.map((field) => ({ name: field.name, input: field.args[0]?.type as GraphQLInputType })))(
  '$name',
  ({ name, input }) => {
    test.each(Object.entries(hostile))('refuses %s with a code and a path', async (_, text) => {
      const { [name]: payload } = await ada.connection.send(documentFor(name, input.toString()), {
        input: unacceptable(input, text),
      })
      expect(payload?.userErrors.length).toBeGreaterThan(0)
      for (const error of payload?.userErrors ?? []) {
        expect(error.code).toMatch(/^[A-Z_]+$/)
        expect(error.message).not.toBe('')
      }
    })

    test('refuses a value of another type as a bad request', async () => {
      const failure = await ada.connection
        .send(documentFor(name, input.toString()), { input: 42 })
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(RequestFailed)
      expect((failure as RequestFailed).errors[0]?.extensions?.code).toBe('BAD_REQUEST')
    })
  },
)
