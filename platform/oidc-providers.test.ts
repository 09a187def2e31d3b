import { expect, test } from 'vitest'
import { oidcProviders } from './oidc-providers.ts'

const one = {
  id: 'example',
  name: 'Example',
  issuer: 'https://id.example',
  clientId: 'varal',
  clientSecret: 'a secret',
}
const problems = (given: unknown) =>
  oidcProviders
    .safeParse(typeof given === 'string' ? given : JSON.stringify(given))
    .error?.issues.map(({ message }) => message)

test('providers have what is usual if nothing else is said', () => {
  expect(oidcProviders.parse(JSON.stringify([one]))).toEqual([
    { ...one, secretIn: 'basic', scope: 'openid email profile' },
  ])
})

test.each(['http://localhost:8080/realms/varal', 'http://127.0.0.1:1', 'https://id.example/a'])(
  'an issuer can be %s',
  (issuer) => {
    expect(problems([{ ...one, issuer }])).toBeUndefined()
  },
)

test.each([
  ['not JSON', '{', 'expected array'],
  ['not a list', {}, 'expected array'],
  ['an issuer without TLS', [{ ...one, issuer: 'http://id.example' }], 'wrong at 0.issuer'],
  ['an issuer with a query', [{ ...one, issuer: 'https://id.example/?a' }], 'wrong at 0.issuer'],
  ['an id that is no part of an address', [{ ...one, id: 'a/b' }], 'wrong at 0.id'],
  ['no client', [{ ...one, clientId: undefined }], 'wrong at 0.clientId'],
  ['a key that nobody reads', [{ ...one, clientsecret: 'x' }], 'wrong at 0'],
  ['an id twice', [one, { ...one, issuer: 'https://other.example' }], 'an id twice'],
  ['an issuer twice', [one, { ...one, id: 'other' }], 'an issuer twice'],
  ['a scope without openid', [{ ...one, scope: 'email' }], 'wrong at 0.scope'],
  ['a discovery address that is none', [{ ...one, discoveryUrl: 'https://id.example/' }], 'wrong at 0.discoveryUrl'],
])('says what is wrong with %s, and shows no value', (_what, given, message) => {
  const said = problems(given)?.join('\n')
  expect(said).toContain(message)
  expect(said).not.toContain('a secret')
})
