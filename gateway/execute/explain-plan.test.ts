import { describe, expect, test } from 'vitest'
import { tinyWorld } from '../test-graph.ts'

const explained = { 'x-varal-explain': '1' }

describe('a plan', () => {
  test('says in which order which subgraph is asked for what, and where', async () => {
    await using world = await tinyWorld()
    const query = `query Feed($id: ID!) {
      user(id: $id) { name }
      feed { ... on Post { title rank author { name posts { title } } } ... on Ad { text } }
    }`
    const { data, extensions } = await world.ask(query, { id: 'ada' }, explained)
    expect(data.user).toEqual({ name: 'name of ada' })
    expect(extensions.plan).toMatchInlineSnapshot(`
      "wave 1
        users
          { user(id: $id) { name } }
        feed
          { feed { ... on Post { id rank } ... on Ad { id } } }

      wave 2
        social
          for each feed
            { ... on Post { title author { id posts { title } } } ... on Ad { text } }

      wave 3
        users
          for each feed.author
            { ... on User { name } }"
    `)
  })

  test('of a subscription says what opens it, and what each event takes; over HTTP it is not more than explained', async () => {
    await using world = await tinyWorld()
    const { status, errors, extensions } = await world.ask(
      'subscription { news { cursor post { title } } }',
      {},
      explained,
    )
    expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_REQUEST'])
    expect(extensions.plan).toMatchInlineSnapshot(`
      "opens a stream
        feed
          { news { cursor post { id } } }

      for each event, wave 1
        social
          for each news.post
            { ... on Post { title } }"
    `)
    expect(world.source.opened).toBe(0)
  })

  test('is not told to who does not ask for it', async () => {
    await using world = await tinyWorld()
    expect((await world.ask('{ nothing }')).extensions).toBeUndefined()
    expect((await world.ask('{ __typename }', {}, explained)).extensions.plan).toBe('nothing has to be asked')
    expect((await world.ask('{ __schema { queryType { name } } }', {}, explained)).extensions.plan).toBe(
      'from the schema, without asking anybody',
    )
  })
})
