import { expect, test } from 'vitest'
import { mergeInto } from './merge.ts'
import { pathsOfEntities, visitEntities } from './places.ts'

const merged = (target: any, source: any) => {
  mergeInto(target, source)
  return target
}

test('adds fields, and merges objects and lists of one length', () => {
  const target = { id: '1', author: { id: 'u' }, tags: [{ a: 1 }, null, { a: 3 }], rows: [[{ x: 1 }]] }
  const source = { likes: 2, author: { name: 'n' }, tags: [{ b: 1 }, { b: 2 }, null], rows: [[{ y: 2 }]] }
  expect(merged(target, source)).toEqual({
    ...{ id: '1', likes: 2, author: { id: 'u', name: 'n' } },
    tags: [{ a: 1, b: 1 }, { b: 2 }, null],
    rows: [[{ x: 1, y: 2 }]],
  })
})

test('takes the later list where the lengths differ, and the later null', () => {
  expect(merged({ list: [1, 2], post: { id: 'p' } }, { list: [3], post: null })).toEqual({ list: [3], post: null })
})

test('never touches what objects inherit, whatever a client calls its fields', () => {
  merged({ a: 1 }, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"polluted":1}}'))
  merged({}, JSON.parse('{"nested":{"__proto__":{"polluted":1}}}'))
  merged({ nested: {} }, JSON.parse('{"nested":{"__proto__":{"polluted":1}}}'))
  expect(({} as any).polluted).toBeUndefined()
  expect((Object as any).polluted).toBeUndefined()
})

test('finds entities in lists of lists, past holes, with their paths', () => {
  const data = { rows: [[{ n: 1 }, null], [], null, [{ n: 2 }]], one: { list: [{ n: 3 }] } }
  const found: any[] = []
  visitEntities(data, ['rows', '@', '@'], (entity) => found.push(entity))
  expect(found).toEqual([{ n: 1 }, { n: 2 }])
  expect(pathsOfEntities(data, ['rows', '@', '@']).map(({ path }) => path)).toEqual([
    ['rows', 0, 0],
    ['rows', 3, 0],
  ])
  expect(pathsOfEntities(data, ['one', 'list', '@']).map(({ path }) => path)).toEqual([['one', 'list', 0]])
  visitEntities(data, ['constructor', 'name'], (entity) => found.push(entity))
  expect(found).toHaveLength(2)
})
