import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor, Viewer } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { type SQL, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recs } from '../subgraph.ts'
import { bySpelling, byWords } from './reads.ts'

const query = /* GraphQL */ `
  query ($query: String!, $types: [SearchType!]! = [USER, POST], $first: Int! = 20, $after: String) {
    search(query: $query, types: $types, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { cursor match node { __typename ... on User { id } ... on Post { id } } }
    }
  }`

let app: LoneSubgraph
beforeEach(async () => {
  app = await loneSubgraph(recs)
})
afterEach(() => app[Symbol.asyncDispose]())

async function person(handle: string, displayName = handle): Promise<Actor> {
  const actor = app.newActor()
  await app.hear('users.account.registered', { userId: actor.id, handle, displayName, bio: null })
  return actor
}
async function post(author: Actor, text: string | null, visibility: 'PUBLIC' | 'FOLLOWERS' | 'UNLISTED' = 'PUBLIC') {
  const postId = mintId('Post', app.clock.now())
  app.clock.advance(1_000)
  await app.hear('social.post.published', { postId, authorId: author.id, visibility, text, assetIds: [] })
  return postId
}
const searched = async (text: string, variables: object = {}, viewer?: Viewer) =>
  (await app.ask(query, { query: text, ...variables }, viewer)).search
const found = async (text: string, variables: object = {}, viewer?: Viewer) =>
  (await searched(text, variables, viewer)).edges.map((edge: any) => [edge.match, edge.node?.id])
const idOf = (thing: Actor | PostId) => (typeof thing === 'string' ? encodeId('Post', thing) : globalIdOf(thing))
const block = (blocker: Actor, blocked: Actor) =>
  app.hear('social.user.blocked', { blockerId: blocker.id, blockedId: blocked.id })

describe('search', () => {
  test('puts exact matches before those without accents, beginnings of words and similar spellings', async () => {
    const handle = await person('joao_p')
    const prefix = await person('joaninha', 'João')
    const folded = await person('x1', 'Joao')
    const exact = await person('x2', 'JOÃO')
    const longer = await person('x3', 'Joãozinho')

    expect(await found('joão')).toEqual([
      ['EXACT', idOf(exact)],
      ['EXACT', idOf(prefix)],
      ['ACCENT_FOLDED', idOf(handle)],
      ['ACCENT_FOLDED', idOf(folded)],
      ['PREFIX', idOf(longer)],
    ])
    expect((await found('joaozinho')).map(([match]: string[]) => match)).toEqual(['ACCENT_FOLDED'])
    expect(await found('joazinho')).toEqual([['TYPO', idOf(longer)]])
  })

  test('finds posts by all the words of the query, the newest first, and people before posts', async () => {
    const ada = await person('ada')
    const ben = await person('sunset_ben')
    const older = await post(ada, 'A sunset over the sea')
    const newer = await post(ada, 'Over the sea: SUNSET')
    await post(ada, 'The sea')

    expect(await found('sunset')).toEqual([
      ['EXACT', idOf(ben)],
      ['EXACT', idOf(newer)],
      ['EXACT', idOf(older)],
    ])
    expect(await found('sea sunset')).toEqual([
      ['EXACT', idOf(newer)],
      ['EXACT', idOf(older)],
      ['TYPO', idOf(ben)],
    ])
    expect(await found('sunset', { types: ['USER'] })).toHaveLength(1)
    expect(await found('sunset', { types: ['POST', 'POST'] })).toHaveLength(2)
  })

  test.each([
    ['sunste', 'TYPO'],
    ['sunet', 'TYPO'],
    ['sunsett', 'TYPO'],
    ['suns', 'PREFIX'],
    ['🌅', 'EXACT'],
    ['vendredi', null],
    ['sxn', null],
    ['!!! ...', null],
    ["'; drop table posts; --", null],
    ['sunset & !sea', 'EXACT'],
    ['\\ % _ :* (', null],
  ])('answers %j with %s', async (text, match) => {
    await post(await person('ada'), 'sunset, sea 🌅')
    expect((await found(text)).map(([kind]: string[]) => kind)).toEqual(match === null ? [] : [match])
  })

  test.each(['', '   ', '\u00a0\n', 'x'.repeat(101)])('refuses the query %j', async (text) => {
    const { errors } = await app.answer(query, { query: text })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test.each([
    [{ types: [] }, 'BAD_REQUEST'],
    [{ types: ['BOARD'] }, 'BAD_REQUEST'],
    [{ first: 51 }, 'BAD_REQUEST'],
    [{ first: 0 }, 'BAD_REQUEST'],
    [{ after: 'nonsense' }, 'CURSOR_EXPIRED'],
  ])('refuses %j with %s', async (variables, code) => {
    const { errors } = await app.answer(query, { query: 'sunset', ...variables })
    expect(errors?.[0]?.extensions).toMatchObject({ code })
  })

  test('takes a query of a hundred characters, whatever they are', async () => {
    for (const text of ['🌅'.repeat(100), '½ʼ'.repeat(50), `${'a '.repeat(49)}ab`])
      expect(await found(text)).toEqual([])
  })

  test('indexes text that is long, empty or strange', async () => {
    const ada = await person('ada', '½ oʼbrien ＼')
    await post(ada, '')
    await post(ada, null)
    await post(ada, `${'𝒳'.repeat(10_000)} ½ ㎏ ﬁn ŉ`)
    expect(await found("o'brien")).toEqual([['TYPO', idOf(ada)]])
    expect(await found('oʼbrien')).toEqual([['EXACT', idOf(ada)]])
  })

  test('only knows public posts, and none that is deleted', async () => {
    const ada = await person('ada')
    await post(ada, 'sunset', 'FOLLOWERS')
    await post(ada, 'sunset', 'UNLISTED')
    const deleted = await post(ada, 'sunset')
    await app.hear('social.post.deleted', { postId: deleted, authorId: ada.id })
    expect(await found('sunset')).toEqual([])
  })

  test('follows a post to what it says now, and forgets it when it is no longer public', async () => {
    const ada = await person('ada')
    const [older, id] = [await post(ada, 'sunset'), await post(ada, 'sunrise')]
    const edit = (text: string | null, visibility: 'PUBLIC' | 'FOLLOWERS' = 'PUBLIC') =>
      app.hear('social.post.edited', {
        ...{ postId: id, authorId: ada.id, text, visibility, visibilityBefore: 'PUBLIC', assetIds: [] },
        publishedAt: app.clock.now().toISOString(),
      })
    await edit('sunset')
    expect(await found('sunrise')).toEqual([])
    expect(await found('sunset')).toEqual([
      ['EXACT', idOf(id)],
      ['EXACT', idOf(older)],
    ])
    for (const [text, visibility] of [
      ['sunset', 'FOLLOWERS'],
      [null, 'PUBLIC'],
    ] as const) {
      await edit(text, visibility)
      expect(await found('sunset')).toEqual([['EXACT', idOf(older)]])
      await edit('sunset')
      expect(await found('sunset')).toHaveLength(2)
    }
  })

  test('follows a person to a new name', async () => {
    const ada = await person('ada', 'Ada Lovelace')
    await app.hear('users.profile.updated', { userId: ada.id, handle: 'countess', displayName: 'Ada King', bio: null })
    expect(await found('lovelace')).toEqual([])
    expect(await found('countess')).toEqual([['EXACT', idOf(ada)]])
  })

  test('hides people and their posts behind a block in either direction, and shows them to others', async () => {
    const [ada, ben, cleo] = [await person('ada_sunset'), await person('ben_sunset'), await person('cleo_sunset')]
    await post(ada, 'sunset')
    await block(ben, ada)

    expect(await found('sunset', {}, ben)).toHaveLength(2)
    expect(await found('sunset', {}, ada)).toHaveLength(3)
    expect(await found('sunset', {}, cleo)).toHaveLength(4)
    expect(await found('sunset')).toHaveLength(4)
    expect(await found('sunsett', {}, ben)).toHaveLength(2)

    await app.hear('social.user.unblocked', { blockerId: ben.id, blockedId: ada.id })
    expect(await found('sunset', {}, ben)).toHaveLength(4)
  })

  test('pages through what was found first, without those who are blocked by now', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')]
    const posts = [await post(ben, 'sunset'), await post(ada, 'sunset'), await post(ben, 'sunset')]
    const first = await searched('sunset', { first: 1 }, ada)
    expect(first.pageInfo.hasNextPage).toBe(true)
    await block(ada, ben)
    await post(ada, 'sunset')

    const rest = await searched('sunset', { first: 5, after: first.pageInfo.endCursor }, ada)
    expect([...first.edges, ...rest.edges].map((edge) => edge.node?.id)).toEqual([
      idOf(posts[2]!),
      idOf(posts[1]!),
      undefined,
    ])
    expect(rest.pageInfo.hasNextPage).toBe(false)
  })

  test('keeps cursors to their viewer, query and types, and for thirty minutes', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')]
    await post(ada, 'sunset')
    await post(ada, 'sunset')
    const { pageInfo } = await searched('sunset', { first: 1 }, ada)
    const codeOf = async (variables: object, viewer?: Viewer) =>
      (await app.answer(query, { query: 'sunset', after: pageInfo.endCursor, ...variables }, viewer)).errors?.[0]
        ?.extensions['code']

    expect(await codeOf({}, ada)).toBeUndefined()
    expect(await codeOf({}, ben)).toBe('CURSOR_EXPIRED')
    expect(await codeOf({})).toBe('CURSOR_EXPIRED')
    expect(await codeOf({ query: 'sea' }, ada)).toBe('CURSOR_EXPIRED')
    expect(await codeOf({ types: ['POST'] }, ada)).toBe('CURSOR_EXPIRED')
    app.clock.advance(30 * 60 * 1_000)
    expect(await codeOf({}, ada)).toBe('CURSOR_EXPIRED')
  })

  test('finds two hundred things at most', async () => {
    await app.db.execute(sql`
      insert into posts (id, author_id, words, published_at)
      select gen_random_uuid(), gen_random_uuid(), 'sunset ' || n, now() from generate_series(1, 300) as n`)
    const seen = new Set<string>()
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const { edges, pageInfo } = await searched('sunset', { first: 50, after, types: ['POST'] })
      for (const edge of edges) seen.add(edge.node.id)
      after = pageInfo.endCursor
      hasNextPage = pageInfo.hasNextPage
    }
    expect(seen.size).toBe(200)
  })

  test('gives the newest of very many', async () => {
    await app.db.transaction(async (filling) => {
      await filling.execute(sql`set local statement_timeout = 0`)
      await filling.execute(sql`
        insert into posts (id, author_id, words, published_at)
        select md5(n::text)::uuid, gen_random_uuid(), 'sunset', now() + n * interval '1 second'
        from generate_series(1, 6000) as n`)
    })
    const { edges } = await searched('sunset', { first: 50, types: ['POST'] })
    const { rows } = await app.db.execute<{ id: PostId }>(sql`select id from posts order by published_at desc limit 50`)
    expect(edges.map((edge: any) => edge.node.id)).toEqual(rows.map(({ id }) => idOf(id)))
  })

  test('takes two statements when there is enough, seven when spelling is looked at, and two for a later page', async () => {
    const ada = await person('ada')
    for (let index = 0; index < 21; index++) await post(ada, 'sunset')
    let page: any
    expect(await app.statementsOf(async () => (page = await searched('sunset', {}, ada)))).toBe(2)
    const { endCursor: after } = page.pageInfo
    expect(await app.statementsOf(() => searched('sunset', { after }, ada))).toBe(2)
    // Begin, the floor, a statement for each type, commit.
    expect(await app.statementsOf(() => searched('sunst', {}, ada))).toBe(7)
  })
})

describe('the search of forty thousand rows', () => {
  test('by the beginning of a word and by spelling goes through its index', async () => {
    await app.db.transaction(async (filling) => {
      await filling.execute(sql`set local statement_timeout = 0`)
      await filling.execute(sql`
        insert into posts (id, author_id, words, published_at)
        select gen_random_uuid(), gen_random_uuid(),
          substr(md5(n::text), 1, 8) || ' ' || substr(md5((n + 1)::text), 1, 6) || ' ' || substr(md5((n % 97)::text), 1, 5),
          now() - n * interval '1 minute'
        from generate_series(1, 20000) as n`)
      await filling.execute(sql`
        insert into people (id, words, since)
        select gen_random_uuid(), substr(md5(n::text), 1, 8) || ' ' || substr(md5((n + 1)::text), 1, 6), now()
        from generate_series(1, 20000) as n`)
      await filling.execute(sql`analyze posts, people`)
    })
    const planOf = async (statement: SQL) => {
      const { rows } = await app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${statement}`)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const wanted = { words: ['c4ca42'], viewer: app.newActor().id, limit: 100 }

    for (const [type, table] of [
      ['POST', 'posts'],
      ['USER', 'people'],
    ] as const) {
      const prefix = await planOf(byWords(type, wanted))
      expect(prefix).toMatch(new RegExp(`Bitmap Index Scan on ${table}_exact`))
      expect(prefix.match(new RegExp(`Bitmap Index Scan on ${table}_folded`, 'g'))).toHaveLength(2)
      expect(prefix).not.toMatch(new RegExp(`Seq Scan on ${table}`))
      const spelling = await planOf(bySpelling(type, wanted))
      expect(spelling).toMatch(new RegExp(`Bitmap Index Scan on ${table}_similar`))
      expect(spelling).not.toMatch(new RegExp(`Seq Scan on ${table}`))
    }
    expect((await found('c4ca42', { types: ['POST'] }))[0]?.[0]).toBe('PREFIX')
  }, 90_000)
})
