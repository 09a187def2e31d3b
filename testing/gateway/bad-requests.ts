import { gzipSync } from 'node:zlib'

/** A request as it is sent. `search` stands behind the address. */
export interface Sent extends RequestInit {
  readonly search?: string
}

/** Makes a request that nobody has sent before: what was remembered of another one is of no use. */
export type BadRequest = (attempt: string) => Sent

const JSON_TYPE = { 'content-type': 'application/json' }
const raw = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE): Sent => ({
  method: 'POST',
  headers,
  body,
})
const post = (body: unknown): Sent => raw(JSON.stringify(body))
const get = (parameters: Readonly<Record<string, string>>): Sent => ({
  headers: { 'apollo-require-preflight': 'true' },
  search: `?${new URLSearchParams(parameters)}`,
})
/** A comment makes the text another one. */
const ask =
  (query: string, variables: object = {}): BadRequest =>
  (attempt) =>
    post({ query: `${query} #${attempt}`, variables })
const times = (count: number, make: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => make(index)).join(between)
const nested = (levels: number, open: string, core: string, close: string) =>
  open.repeat(levels) + core + close.repeat(levels)
const persisted = (persistedQuery: unknown) => () => post({ extensions: { persistedQuery } })

const OF_TYPE = nested(9, 'ofType { ', 'name', ' }')
const GZIPPED = Uint8Array.from(gzipSync(Buffer.alloc(10_000_000, ' ')))
const PROFILE = 'query ($id: ID) { user(id: $id) { handle } }'
const CREATE_BOARD = 'mutation ($input: CreateBoardInput!) { createBoard(input: $input) { userErrors { code } } }'

/** Every field of posts, their authors and their comments, within each other. */
const POSTS = (levels: number): string =>
  levels === 0
    ? '{ id }'
    : `{ id kind visibility state createdAt publishedAt version text { text } counts { likes { value } comments { value } saves { value } } viewerState { likedAt } author { id handle displayName bio website location joinedAt version posts { nodes ${POSTS(levels - 1)} } } comments { nodes { id createdAt text { text } author { id handle displayName } } } }`

/** Operations that are more than they look like. */
export const heavyOperations: Readonly<Record<string, BadRequest>> = {
  'is 3,000 fields deep': ask(nested(3_000, '{a', '', '}')),
  'is 600 fields deep': ask(nested(600, '{a', '{a}', '}')),
  'has 500 fragments': ask(`{ ...F0 } ${times(500, (n) => `fragment F${n} on Query { __typename ...F${n + 1} }`)}`),
  'has a chain of 220 fragments': ask(
    `{ ...F0 } ${times(220, (n) => `fragment F${n} on Query { ...F${n + 1} }`)} fragment F220 on Query { __typename }`,
  ),
  'has 150 fragments of the same fields': ask(
    `{ viewer { user { ${times(10, (n) => `...F${n}`)} } } } ${times(150, (n) => `fragment F${n} on User { handle }`)}`,
  ),
  'has fragments in a circle': ask(
    `{ ...A } ${times(99, (n) => `fragment F${n} on Query { ...F${(n + 1) % 99} ...A }`)} fragment A on Query { ...F0 }`,
  ),
  'has fragments in a circle that nobody uses': ask(
    `{ __typename } ${times(99, (n) => `fragment F${n} on Query { ...F${(n + 1) % 99} ...F${(n + 2) % 99} }`)}`,
  ),
  'repeats a field 2,000 times': ask(`{ ${times(2_000, () => '__typename')} }`),
  'repeats a field 1,900 times': ask(`{ viewer { ${times(1_900, () => 'locale')} } }`),
  'repeats a field with other arguments 200 times': ask(`{ ${times(200, (n) => `user(id: "${n}") { id }`)} }`),
  'has 600 aliases': ask(`{ viewer { ${times(600, (n) => `a${n}: locale`)} } }`),
  'is a bomb of 26 fragments': ask(
    `{ ...F0 } ${times(26, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F26 on Query { __typename }`,
  ),
  'is a bomb of 26 fragments within fields': ask(
    `{ viewer { user { ...F0 } } } ${times(26, (n) => `fragment F${n} on User { a: posts { nodes { author { ...F${n + 1} } } } b: posts { nodes { author { ...F${n + 1} } } } }`)} fragment F26 on User { id }`,
  ),
  'has a bomb of 26 fragments that nobody uses': ask(
    `{ __typename } ${times(26, (n) => `fragment F${n} on User { a: posts { nodes { author { ...F${n + 1} } } } b: posts { nodes { author { ...F${n + 1} } } } }`)} fragment F26 on User { id }`,
  ),
  'has 300 directives at a field': ask(`{ __typename ${times(300, () => '@skip(if:true)')} }`),
  'has 900 directives that there are not': ask(`{ __typename ${times(900, (n) => `@d${n}`)} }`),
  'selects 1,900 fields that there are not': ask(`{ viewer { ${times(1_900, (n) => `f${n}`)} } }`),
  'declares 390 variables': ask(`query (${times(390, (n) => `$v${n}: Int`)}) { __typename }`),
  'declares 6,000 variables': ask(`query (${times(6_000, (n) => `$v${n}:Int`)}) { __typename }`),
  'is one of 390': (attempt) => post({ query: times(390, (n) => `query Q${n}_${attempt} { __typename }`) }),
  'has 14 fields at its root': ask(`{ ${times(14, (n) => `a${n}: user(id: "x") { id }`)} }`),
  'introspects in circles': ask(`{ __schema { types ${nested(5, '{ fields { type ', '{ name }', ' } }')} } }`),
  'introspects kinds in circles': ask(
    `{ __schema { types ${nested(5, '{ possibleTypes { interfaces ', '{ name }', ' } }')} } }`,
  ),
  'introspects everything ten times': ask(
    `{ ${times(10, (n) => `s${n}: __schema { types { name fields { name args { type { ${OF_TYPE} } } type { ${OF_TYPE} } } } }`)} }`,
  ),
  'introspects everything ten times under one name': ask(
    `{ __schema { ${times(10, (n) => `t${n}: types { name fields { name args { type { ${OF_TYPE} } } type { ${OF_TYPE} } } }`)} } }`,
  ),
  'signs in twice': ask(
    'mutation ($input: CreateSessionInput!) { a: createSession(input: $input) { userErrors { code } } b: createSession(input: $input) { userErrors { code } } }',
    { input: { handleOrEmail: 'ada', password: 'x' } },
  ),
  'asks for lists of lists of lists': ask(
    '{ search(query: "a", first: 50) { edges { node { ... on Post { comments(first: 100) { nodes { author { posts(first: 100) { nodes { likedBy(first: 100) { nodes { id } } } } } } } } } } } }',
  ),
  'would take long to plan': ask(`{ homeFeed { edges { node { post ${POSTS(2)} } } nodes { post ${POSTS(2)} } } }`),
}

/** Operations that the graph does not have. */
export const invalidOperations: Readonly<Record<string, BadRequest>> = {
  'is no GraphQL': ask('select * from users'),
  'is nothing but a comment': ask(''),
  'is only fragments': ask('fragment F on User { id }'),
  'ends early': ask('{ viewer { user {'),
  'has an unpaired quote': (n) => post({ query: `{ user(id: "${n}) { id } }` }),
  'holds NUL': ask('{ user\u0000 { id } }'),
  'asks for _entities': ask('{ _entities(representations: [{ __typename: "User", id: "1" }]) { __typename } }'),
  'asks for _service': ask('{ _service { sdl } }'),
  'asks whose a key is': ask('{ appOfApiKey(keyHash: "0") { appId } }'),
  'asks for stored manifests': ask('{ storedManifests { position } }'),
  'records uses': ask('mutation { recordOperationUse(input: { uses: [] }) { userErrors { code } } }'),
  'takes a type of the inside': ask('query ($a: StoreManifestInput) { __typename }'),
  'names a field with 90,000 letters': ask(`{ ${'a'.repeat(90_000)} }`),
  'names 90 fields with 1,000 letters': ask(`{ ${times(90, (n) => 'b'.repeat(1_000) + n)} }`),
  'names a variable with 90,000 letters': ask(`query ($${'a'.repeat(90_000)}: Int) { __typename }`),
  'holds an object 300 levels deep': ask(`{ user(id: ${nested(300, '{a:', '1', '}')}) { id } }`),
  'holds a list 900 levels deep': ask(`{ user(id: ${nested(900, '[', '1', ']')}) { id } }`),
  'has a list 900 levels deep in an input': ask(
    `mutation { createBoard(input: { name: ${nested(900, '[', '1', ']')} }) { userErrors { code } } }`,
  ),
  'takes a type 900 lists deep': ask(`query ($a: ${nested(900, '[', 'Int', ']')}) { __typename }`),
  'gives an argument twice': ask('{ user(id: "1", id: "2") { id } }'),
  'gives a member of an input twice': ask(
    'mutation { createBoard(input: { name: "a", name: "b" }) { userErrors { code } } }',
  ),
  'has two operations without names': ask('{ __typename } { __typename }'),
  'has two operations, and does not say which': ask('query A { __typename } query B { __typename }'),
  'has another operation than is asked for': (n) => post({ query: `query A { __typename } #${n}`, operationName: 'B' }),
  'is a subscription': ask('subscription { homeFeed { __typename } }'),
  'repeats a subscription’s field 200 times': ask(`subscription { ${times(200, () => 'homeFeed { __typename }')} }`),
}

/** Variables that are not what they should be. */
export const badVariables: Readonly<Record<string, BadRequest>> = {
  'is missing': ask('query ($id: ID!) { post(id: $id) { id } }'),
  'is of another type': ask(PROFILE, { id: { a: 1 } }),
  'is 1e308 in place of a count': ask('query ($n: Int!) { search(query: "a", first: $n) { edges { cursor } } }', {
    n: 1e308,
  }),
  'is 1e999': (n) =>
    raw(
      `{"query":"query ($n: Int!) { search(query: \\"a\\", first: $n) { edges { cursor } } } #${n}","variables":{"n":1e999}}`,
    ),
  'has 5,000 wrong entries': ask(
    'query ($types: [SearchType!]!) { search(query: "a", types: $types) { edges { cursor } } }',
    {
      types: times(5_000, (n) => `${n}`).split(' '),
    },
  ),
  'has 5,000 members that there are not': ask(CREATE_BOARD, {
    input: {
      name: 'x',
      ...Object.fromEntries(
        times(5_000, (n) => `m${n}`)
          .split(' ')
          .map((name) => [name, 1]),
      ),
    },
  }),
  'holds a list 40,000 levels deep': (n) =>
    raw(`{"query":"{ __typename } #${n}","variables":{"a":${nested(40_000, '[', '1', ']')}}}`),
  'holds an object 10,000 levels deep': (n) =>
    raw(`{"query":"{ __typename } #${n}","variables":{"a":${nested(10_000, '{"a":', '1', '}')}}}`),
  'holds a list 40,000 levels deep in place of a UUID': (n) =>
    raw(
      `{"query":"${CREATE_BOARD} #${n}","variables":{"input":{"name":"a","idempotencyKey":${nested(40_000, '[', '1', ']')}}}}`,
    ),
  'holds a list 40,000 levels deep, and __proto__': (n) =>
    raw(`{"query":"{ __typename } #${n}","variables":{"__proto__":${nested(40_000, '[', '1', ']')}}}`),
  'is called __proto__': (n) => raw(`{"query":"${PROFILE} #${n}","variables":{"__proto__":{"id":"1"}}}`),
  'is called __proto__, with escapes': (n) =>
    raw(`{"query":"${PROFILE} #${n}","variables":{"\\u005f_proto__":{"id":"1"}}}`),
  'is given twice': (n) => raw(`{"query":"${PROFILE} #${n}","variables":{"id":"a","id":"b"}}`),
}

/** Requests that are no requests of GraphQL over HTTP. */
export const malformedRequests: Readonly<Record<string, BadRequest>> = {
  'has no body': () => raw(''),
  'is no JSON': () => raw('{"query":'),
  'is null': () => post(null),
  'is a text': () => post('{ __typename }'),
  'is a list of operations': () => post(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' }))),
  'has a query that is an object': () => post({ query: { a: 1 } }),
  'has variables that are a list': () => post({ query: '{ __typename }', variables: [1] }),
  'names an operation with 90,000 letters': () => post({ query: '{ __typename }', operationName: 'a'.repeat(90_000) }),
  'gives the query twice': (n) => raw(`{"query":"{ __typename } #${n}","query":"mutation { __typename }"}`),
  'gives the query twice, once with escapes': (n) =>
    raw(`{"query":"{ __typename } #${n}","qu\\u0065ry":"mutation { __typename }"}`),
  'gives the query twice in its address': () => ({
    ...get({ query: '{ __typename }' }),
    search: '?query=%7Ba%7D&query=%7Bb%7D',
  }),
  'has a string of 90,000 letters and then some': () =>
    post({ query: `{ user(id: "${'x'.repeat(110_000)}") { id } }` }),
  'is not UTF-8': () =>
    raw(Uint8Array.from([...Buffer.from('{"query":"{ __typename } #'), 0xff, 0xfe, ...Buffer.from('"}')])),
  'is UTF-16': () => raw(Uint8Array.from(Buffer.from(JSON.stringify({ query: '{ __typename }' }), 'utf16le'))),
  'is 10 MB in 10 KB of gzip': () => raw(GZIPPED, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
  'is a form': () => raw('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
  'is a form with files': () =>
    raw('--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--b--', {
      'content-type': 'multipart/form-data; boundary=b',
    }),
  'is plain text': () => raw('{"query":"{ __typename }"}', { 'content-type': 'text/plain' }),
  'says nothing of what it is': () => raw(Uint8Array.from(Buffer.from('{"query":"{ __typename }"}')), {}),
  'is for another media type': () => raw('{"query":"{ __typename }"}', { ...JSON_TYPE, accept: 'text/html' }),
  'is a mutation by GET': (n) => get({ query: `mutation { __typename } #${n}` }),
  'is a query by GET that a page could forge': (n) => ({ search: `?query=%7B__typename%7D%23${n}` }),
  'is a GET without a query': () => get({}),
  'is a GET with variables that are no JSON': () => get({ query: '{ __typename }', variables: '{' }),
  'is a PUT': () => ({ method: 'PUT', headers: JSON_TYPE, body: '{"query":"{ __typename }"}' }),
  'is a DELETE': () => ({ method: 'DELETE' }),
  'has a token that is none': () => ({
    ...post({ query: '{ __typename }' }),
    headers: { ...JSON_TYPE, authorization: 'Bearer x' },
  }),
  'has a token of 12,000 letters': (n) => ({
    ...post({ query: '{ __typename }' }),
    headers: { ...JSON_TYPE, authorization: `Bearer ${n}${'x'.repeat(12_000)}` },
  }),
  'has a key that is none': () => ({
    ...post({ query: '{ __typename }' }),
    headers: { ...JSON_TYPE, 'x-api-key': 'x' },
  }),
  'has a key that is nobody’s': (n) => ({
    ...post({ query: '{ __typename }' }),
    headers: { ...JSON_TYPE, 'x-api-key': `varal_key_${n.padEnd(43, 'x')}` },
  }),
  'has a hash that is too short': persisted({ version: 1, sha256Hash: 'abc' }),
  'has a hash in capitals': persisted({ version: 1, sha256Hash: 'A'.repeat(64) }),
  'has a hash that is a number': persisted({ version: 1, sha256Hash: 7 }),
  'has a persisted query of version 2': persisted({ version: 2, sha256Hash: 'a'.repeat(64) }),
  'has a persisted query that is a list': persisted([1]),
  'has a hash of another text': () =>
    post({ query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
  'has an id with spaces': () => post({ documentId: 'a b' }),
  'has an id of 200 letters': () => post({ documentId: 'a'.repeat(200) }),
  'has an id of a scheme that is not known': () => post({ documentId: 'md5:abc' }),
  'has an id that nobody published': () => post({ documentId: `sha256:${'a'.repeat(64)}` }),
  'has an id, and does not say of which client': () => post({ documentId: 'profile' }),
}

/** Requests that look bad, and are answered like any other: they say what they say. */
export const oddRequests: Readonly<Record<string, BadRequest>> = {
  'holds a lone surrogate': ask(PROFILE, { id: 'a\ud800' }),
  'holds NUL': ask(PROFILE, { id: 'a\u0000' }),
  'holds 90,000 letters': ask(PROFILE, { id: 'a'.repeat(90_000) }),
  'gives 5,000 variables that nobody declared': ask(
    '{ __typename }',
    Object.fromEntries(
      times(5_000, (n) => `v${n}`)
        .split(' ')
        .map((name) => [name, 1]),
    ),
  ),
  'nests 600 inline fragments': ask(`{ ${nested(600, '...{', '__typename', '}')} }`),
  'has a chain of 100 fragments': ask(
    `{ ...F0 } ${times(99, (n) => `fragment F${n} on Query { ...F${n + 1} }`)} fragment F99 on Query { __typename }`,
  ),
  'introspects everything': ask(
    `{ __schema { types { name fields { name args { name type { ${OF_TYPE} } } type { ${OF_TYPE} fields { name type { ${OF_TYPE} } } } } } } }`,
  ),
}
