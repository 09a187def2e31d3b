import { Kind, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { plainPlaces } from './plain-places.ts'

function mayUnite(query: string, ...places: string[]): boolean {
  const { definitions } = parse(query)
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  const named = new Map(fragments.map((one) => [one.name.value, one]))
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  return plainPlaces(operation, named)(places.map((place) => place.split('.')))
}

test('an entity may be one object where plain values are asked of it, through fragments too', () => {
  const query = '{ posts { author { id ...A } } viewer { ... on User { name } } } fragment A on User { name handle }'
  expect(mayUnite(query, 'posts.@.author', 'viewer')).toBe(true)
})

test('not where something is asked of what it refers to: that may differ from place to place', () => {
  expect(mayUnite('{ a { author { name } } b { author { name posts { id } } } }', 'a.author', 'b.author')).toBe(false)
})

test('not where a name is another field, or has other arguments', () => {
  expect(mayUnite('{ a { author { name: handle } } b { author { name } } }', 'a.author', 'b.author')).toBe(false)
  const query = '{ a { author { name(short: true) } } b { author { name } } }'
  expect(mayUnite(query, 'a.author', 'b.author')).toBe(false)
  expect(mayUnite(query, 'b.author')).toBe(true)
})

test('a place is found under the names that the client gave', () => {
  expect(mayUnite('{ mine: posts { author { name } } posts { author { posts { id } } } }', 'mine.@.author')).toBe(true)
  expect(mayUnite('{ mine: posts { author { name } } posts { author { posts { id } } } }', 'posts.@.author')).toBe(
    false,
  )
})
