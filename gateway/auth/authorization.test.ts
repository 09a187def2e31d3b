import { mintId } from '@varal/platform/mint-id'
import { anonymous, type Viewer } from '@varal/platform/viewer'
import { readSupergraph } from '@varal/schema/read-supergraph'
import type { Scope } from '@varal/schema/scopes'
import { buildSchema, Kind, type OperationDefinitionNode, parse, print } from 'graphql'
import { describe, expect, test } from 'vitest'
import { loadSupergraph } from '../execute/supergraph.ts'
import { authorizationModel } from './authorization.ts'

const schema = buildSchema(`
  schema
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "needs", for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  { query: Query mutation: Mutation subscription: Subscription }
  directive @link(url: String, as: String, for: String) repeatable on SCHEMA
  directive @authenticated on FIELD_DEFINITION | OBJECT | SCALAR
  directive @needs(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION
  scalar Secret @authenticated
  type Query {
    open: Post
    member: User @authenticated
    moderated: String @authenticated @needs(scopes: [["moderation:read"]])
    scoped: String @needs(scopes: [["posts:write", "feed:read"], ["account:read"]])
    judged: String @policy(policies: [["x"]])
    vault: Vault
    node: Node
    either: Either
  }
  type Mutation { like: Post @authenticated  look: Post }
  type Subscription { news: Post @authenticated }
  interface Node { id: ID  name: String }
  union Either = Post | Vault
  type User implements Node { id: ID name: String @authenticated }
  type Post implements Node { id: ID name: String mine: Boolean @authenticated  author: User  secret: Secret }
  type Vault @authenticated { gold: Int }
`)
const model = authorizationModel(schema)

const ada: Viewer = { kind: 'user', id: mintId('User', new Date()), sessionId: mintId('Session', new Date()) }
const appWith = (...scopes: Scope[]) => ({
  id: mintId('App', new Date()),
  scopes,
  operationCostMax: 5_000,
  isFirstParty: false,
})
const stranger = { viewer: anonymous, app: null }
const member = { viewer: ada, app: null }

function check(text: string, caller: Parameters<ReturnType<typeof model>['check']>[0], variables = {}) {
  const document = parse(text)
  const isOperation = ({ kind }: { kind: string }) => kind === Kind.OPERATION_DEFINITION
  return model(document, document.definitions.find(isOperation) as OperationDefinitionNode).check(caller, variables)
}
/** What would be run, on one line, and what is refused. */
function outcome(text: string, caller = stranger as Parameters<typeof check>[1], variables = {}) {
  const given = check(text, caller, variables)
  const errors =
    given.kind === 'allowed'
      ? []
      : given.errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions?.['code']}`)
  return [given.kind === 'reduced' ? print(given.document).replaceAll(/\s+/g, ' ') : given.kind, ...errors]
}

describe('a field that requires something', () => {
  test.each([
    [
      'a person',
      '{ open { id mine } member { id } }',
      '{ open { id } }',
      'open.mine UNAUTHENTICATED',
      'member UNAUTHENTICATED',
    ],
    [
      'its type',
      '{ vault { gold } open { secret id } }',
      '{ open { id } }',
      'vault UNAUTHENTICATED',
      'open.secret UNAUTHENTICATED',
    ],
    [
      'a type that may come',
      '{ either { ... on Vault { gold } ... on Post { id } } }',
      '{ either { ... on Vault { __typename } ... on Post { id } } }',
      'either.gold UNAUTHENTICATED',
    ],
    ['any of the types that have it', '{ node { id name } }', '{ node { id } }', 'node.name UNAUTHENTICATED'],
    [
      'a person, in a fragment',
      '{ open { ...a } other: open { ...a } } fragment a on Post { id m: mine }',
      '{ open { ...a } other: open { ...a } } fragment a on Post { id }',
      'open.m UNAUTHENTICATED',
      'other.m UNAUTHENTICATED',
    ],
    ['a person, and is alone', '{ open { mine } }', '{ open { __typename } }', 'open.mine UNAUTHENTICATED'],
    ['a person, and is all', '{ member { name } }', '{ __typename }', 'member UNAUTHENTICATED'],
    ['what nobody here can judge', '{ judged open { id } }', '{ open { id } }', 'judged FORBIDDEN'],
  ])('is left out for who has not: %s', (_what, text, ...expected) => {
    expect(outcome(text)).toEqual(expected)
  })

  test('is there for who has it', () => {
    const text = '{ open { mine secret } member { name } vault { gold } node { name } scoped }'
    expect(outcome(text, member)).toEqual(['allowed'])
    expect(check('{ open { id } }', stranger)).toEqual({ kind: 'allowed' })
  })

  test('is refused once, at the outermost place', () => {
    expect(outcome('{ member { name } member { name friend: name } }')).toEqual([
      '{ __typename }',
      'member UNAUTHENTICATED',
    ])
  })

  test('is not spoken of where the variables leave it out', () => {
    const text = 'query($own: Boolean!) { open { id mine @include(if: $own) } ... @skip(if: true) { member { id } } }'
    const [document, ...errors] = outcome(text, stranger, { own: false })
    expect(document).not.toContain('mine')
    expect(errors).toEqual([])
    expect(outcome(text, stranger, { own: true })).toHaveLength(2)
  })
})

describe('a scope of a role', () => {
  const moderator: Viewer = { ...(ada as Extract<Viewer, { kind: 'user' }>), role: 'MODERATOR' }
  const ours = { ...appWith(), isFirstParty: true }

  test('is for who has the role, in our own clients', () => {
    expect(outcome('{ moderated }', { viewer: moderator, app: null })).toEqual(['allowed'])
    expect(outcome('{ moderated }', { viewer: moderator, app: ours })).toEqual(['allowed'])
  })

  test('is for nobody else, and for no app of others, whatever it says that it may', () => {
    const forged = appWith('moderation:read' as Scope)
    for (const caller of [member, { viewer: ada, app: ours }, { viewer: moderator, app: forged }])
      expect(outcome('{ moderated }', caller)).toEqual(['{ __typename }', 'moderated FORBIDDEN'])
    expect(outcome('{ moderated }')).toEqual(['{ __typename }', 'moderated UNAUTHENTICATED'])
  })
})

describe('scopes', () => {
  test('are needed by apps, all of one list', () => {
    for (const scopes of [['posts:write', 'feed:read'], ['account:read']] as const)
      expect(outcome('{ scoped }', { viewer: ada, app: appWith(...scopes) })).toEqual(['allowed'])
    expect(outcome('{ scoped }', { viewer: ada, app: appWith('posts:write') })).toEqual([
      '{ __typename }',
      'scoped FORBIDDEN',
    ])
    expect(outcome('{ scoped }', { viewer: anonymous, app: appWith('account:read') })).toEqual(['allowed'])
    expect(outcome('{ scoped }', { viewer: anonymous, app: appWith() })).toEqual(['{ __typename }', 'scoped FORBIDDEN'])
  })

  test('are not needed by our own clients', () => {
    expect(outcome('{ scoped }', member)).toEqual(['allowed'])
    expect(outcome('{ scoped }', stranger)).toEqual(['allowed'])
  })

  test('do not sign anybody in', () => {
    expect(outcome('{ member { id } }', { viewer: anonymous, app: appWith('account:read') })).toEqual([
      '{ __typename }',
      'member UNAUTHENTICATED',
    ])
  })

  test('are named to who lacks them', () => {
    const given = check('{ scoped }', { viewer: ada, app: appWith() })
    expect(given).toMatchObject({
      errors: [{ message: 'The app needs the scope posts:write and feed:read, or account:read.' }],
    })
  })
})

describe('an operation', () => {
  test('that changes or watches something is refused as a whole', () => {
    expect(outcome('mutation { look { id } like { id } }')).toEqual(['refused', 'like UNAUTHENTICATED'])
    expect(outcome('subscription { news { id } }')).toEqual(['refused', 'news UNAUTHENTICATED'])
    expect(outcome('mutation { look { id mine } }')).toEqual(['mutation { look { id } }', 'look.mine UNAUTHENTICATED'])
  })

  test('is reduced once for everybody who lacks the same', () => {
    const document = parse('{ open { id mine } scoped }')
    const { check } = model(document, document.definitions[0] as OperationDefinitionNode)
    const reduced = [stranger, stranger, { viewer: ada, app: appWith() }].map((caller) => check(caller, {}))
    const documents = reduced.map((one) => one.kind === 'reduced' && one.document)
    expect(documents[0]).toBe(documents[1])
    expect(documents[0]).not.toBe(documents[2])
  })

  test('of the whole graph can be planned when it is reduced', () => {
    const supergraph = loadSupergraph(readSupergraph())
    const document = parse(
      'query($id: ID!, $first: Int!) { post(id: $id) { id viewerState { liked } } homeFeed(first: $first) { nodes { id } } }',
    )
    const { check } = authorizationModel(supergraph.supergraphSchema)(
      document,
      document.definitions[0] as OperationDefinitionNode,
    )
    const given = check(stranger, { id: 'x', first: 1 })
    if (given.kind !== 'reduced') throw new Error(given.kind)
    expect(given.errors.map(({ path }) => path?.join('.'))).toEqual(['post.viewerState', 'homeFeed'])
    expect(JSON.stringify(supergraph.plan(given.document, undefined))).not.toMatch(/homeFeed|viewerState/)
  })
})
