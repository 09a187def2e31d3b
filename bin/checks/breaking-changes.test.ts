import { describe, expect, test } from 'vitest'
import { breakingChanges } from './breaking-changes.ts'

const before = `
  type Query {
    post(id: ID!, size: Int @deprecated(reason: "Use width. Removal 2027-10-01.")): Post
    feed: [Post!] @deprecated(reason: "Use homeFeed. Removal 2027-10-01.")
    hot: Heat @deprecated(reason: "Use trends. Removal 2027-10-01.")
    soon: Int @deprecated(reason: "Nobody needs it.")
  }
  type Post { id: ID!, text: String!, old: String @deprecated(reason: "Use text. Removal 2027-10-01.") }
  type Heat { degrees: Int }
  enum Kind { IMAGE TEXT @deprecated(reason: "Use NOTE. Removal 2027-10-01.") }
  input Filter { kind: Kind, since: String @deprecated(reason: "Use after. Removal 2027-10-01.") }
  type Mutation { find(filter: Filter): Post }
`
const without = (...parts: string[]) => parts.reduce((text, part) => text.replace(part, ''), before)
const old = 'old: String @deprecated(reason: "Use text. Removal 2027-10-01.")'

describe('the contract', () => {
  test('may grow', async () => {
    expect(await breakingChanges(before, `${before} extend type Post { likes: Int }`, '2026-01-01')).toEqual([])
  })

  test.each([
    ['a field', without(', text: String!')],
    ['an argument', without('id: ID!, ')],
    ['an enum value', without('IMAGE ')],
    ['an input', without('kind: Kind, ')],
    ['a promise that something is there', before.replace('text: String!', 'text: String')],
    [
      'a type',
      without('hot: Heat @deprecated(reason: "Use trends. Removal 2027-10-01.")', 'type Heat { degrees: Int }'),
    ],
  ])('does not lose %s', async (_what, after) => {
    expect(await breakingChanges(before, after, '2027-09-30')).not.toEqual([])
  })

  test('does not ask for what it did not ask for', async () => {
    expect(
      await breakingChanges(before, before.replace('id: ID!,', 'id: ID!, locale: String!,'), '2030-01-01'),
    ).not.toEqual([])
  })

  test('loses what was deprecated when its day has come, and not the day before', async () => {
    const after = without(`, ${old}`)

    expect(await breakingChanges(before, after, '2027-09-30')).toEqual([
      "Field 'old' (deprecated) was removed from object type 'Post'",
    ])
    expect(await breakingChanges(before, after, '2027-10-01')).toEqual([])
  })

  test.each([
    ['an argument', without(', size: Int @deprecated(reason: "Use width. Removal 2027-10-01.")')],
    ['an enum value', without('TEXT @deprecated(reason: "Use NOTE. Removal 2027-10-01.")')],
    ['an input', without(', since: String @deprecated(reason: "Use after. Removal 2027-10-01.")')],
    [
      'a type that only such a field led to',
      without('hot: Heat @deprecated(reason: "Use trends. Removal 2027-10-01.")', 'type Heat { degrees: Int }'),
    ],
  ])('loses %s on its day', async (_what, after) => {
    expect(await breakingChanges(before, after, '2027-10-01')).toEqual([])
  })

  test('does not lose what was deprecated without a day', async () => {
    expect(
      await breakingChanges(before, without('soon: Int @deprecated(reason: "Nobody needs it.")'), '2030-01-01'),
    ).toHaveLength(1)
  })

  test('does not change the type of what is deprecated instead of removing it', async () => {
    expect(await breakingChanges(before, before.replace('old: String', 'old: Int'), '2030-01-01')).toHaveLength(1)
  })
})
