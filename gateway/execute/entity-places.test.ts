import { expect, test } from 'vitest'
import { entityPlaces } from './entity-places.ts'
import { pathsOfFetch } from './fields-of-fetch.ts'

const post = (id: string) => ({ __typename: 'Post', id })
const ad = { __typename: 'Ad' }

test('the place of an entity counts those of other types, and no holes', () => {
  const data = { feed: [{ item: ad }, { item: post('1') }, { item: null }, null, { item: ad }, { item: post('2') }] }
  expect(entityPlaces(data, ['feed', '@', 'item'], [post('1'), post('2')])).toEqual([1, 3])
  expect(entityPlaces(data, ['feed', '@', 'item'], [ad, post('2')])).toEqual([0, 1])
})

test('places in lists of lists, and at the root, are found', () => {
  expect(
    entityPlaces({ rows: [[ad, post('1')], [], [post('2')]] }, ['rows', '@', '@'], [post('1'), post('2')]),
  ).toEqual([1, 2])
  expect(entityPlaces({ post: post('1') }, ['post'], [post('1')])).toEqual([0])
})

test('what is not found keeps its number', () => {
  expect(entityPlaces({}, ['feed', '@'], [post('1'), post('2')])).toEqual([0, 1])
})

test('a fetch without an answer misses its fields, under the names that the client gave them', () => {
  const text = 'query Q($yes: Boolean!) { a: me { id } b @include(if: $yes) c @skip(if: $yes) __typename }'
  expect(pathsOfFetch(text, { yes: true })).toEqual([['a'], ['b']])
  expect(pathsOfFetch(text, { yes: false })).toEqual([['a'], ['c']])
})

test('a fetch of entities misses the fields of each, as its type has them', () => {
  const text = `query Q($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Post { title __typename } ... on Ad { text ... on Ad { price } } } }`
  expect(pathsOfFetch(text, { representations: [ad, post('1')] })).toEqual([
    ['_entities', 0, 'text'],
    ['_entities', 0, 'price'],
    ['_entities', 1, 'title'],
  ])
})
