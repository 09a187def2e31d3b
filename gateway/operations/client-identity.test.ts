import { expect, test } from 'vitest'
import { clientOf, nameless } from './client-identity.ts'

test.each([
  [
    { 'apollographql-client-name': 'ios', 'apollographql-client-version': '1.2.0' },
    { name: 'ios', version: '1.2.0' },
  ],
  [
    { 'graphql-client-name': 'Com.Example.App', 'graphql-client-version': '1.2.0+7' },
    { name: 'com.example.app', version: '1.2.0+7' },
  ],
  [{ 'x-client-name': 'web' }, { name: 'web', version: null }],
  [
    { 'graphql-client-name': 'web', 'graphql-client-version': 'new\nline' },
    { name: 'web', version: null },
  ],
  [
    { 'graphql-client-name': 'a"><script>', 'graphql-client-version': '1' },
    { name: null, version: '1' },
  ],
  [{ 'graphql-client-name': 'a'.repeat(65) }, nameless],
  [{ 'graphql-client-name': ['ios', 'web'] }, nameless],
  [{ 'graphql-client-version': '1.0' }, nameless],
  [{ 'graphql-client-name': '' }, nameless],
  [{}, nameless],
  [null, nameless],
  [undefined, nameless],
])('the client of %j is %j', (said, client) => {
  expect(clientOf(said)).toEqual(client)
})
