import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { anonymous } from '../viewer.ts'
import { localLink } from './local-link.ts'

test('each event of a stream has a context of its own: what one has loaded, the next loads again', async () => {
  const schema = buildSchema('type Query { a: Int } type Subscription { numbers: Int }')
  const { numbers } = schema.getSubscriptionType()!.getFields()
  numbers!.subscribe = async function* () {
    yield* ['a', 'b', 'c']
  }
  numbers!.resolve = (_item, _args, context) => context.made
  let made = 0
  const link = localLink({ schema, contextOf: () => ({ made: ++made }), log: createLog('silent') })
  const caller = {
    viewer: anonymous,
    app: null,
    requestId: '1',
    language: 'en' as const,
    address: '192.0.2.1',
    device: 'vitest',
  }
  const stream = await link.subscribe({ query: 'subscription { numbers }', caller })
  if (!(Symbol.asyncIterator in stream)) throw new Error('No stream')
  expect((await Array.fromAsync(stream)).map(({ data }) => data?.['numbers'])).toEqual([2, 3, 4])
})
