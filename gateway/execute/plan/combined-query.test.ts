import { parse } from 'graphql'
import { expect, test } from 'vitest'
import type { FetchNode } from '../apollo-internals.ts'
import { combinedQuery } from './combined-query.ts'

const fetchOf = (
  selection: string,
  { variables = '', usages = [] as string[], fragments = '', of = 'Post' } = {},
): FetchNode => ({
  ...{ kind: 'Fetch', serviceName: 's', operationKind: 'query' as never, operationName: 'Q', variableUsages: usages },
  requires: [{ kind: 'InlineFragment', typeCondition: of, selections: [{ kind: 'Field', name: 'id' }] }],
  operation: `query Q($representations:[_Any!]!${variables}){_entities(representations:$representations){...on ${of}{${selection}}}} ${fragments}`,
})

test('one fetch is sent as it was planned', () => {
  const fetch = fetchOf('title')
  expect(combinedQuery([fetch])).toEqual({
    query: fetch.operation,
    fields: [{ name: '_entities', variable: 'representations', of: [0] }],
  })
})

test('fetches that ask the same plain values share a field, others get one each', () => {
  const { query, fields } = combinedQuery([
    fetchOf('title'),
    fetchOf('author{name}'),
    fetchOf('title'),
    fetchOf('author{name}'),
  ])
  expect(fields.map(({ of }) => of)).toEqual([[0, 2], [1], [3]])
  expect(() => parse(query)).not.toThrow()
  expect(query.match(/_entities\(/g)).toHaveLength(3)
})

test('variables keep their names, however they are called, and fragments do not meet', () => {
  const named = { variables: ',$_r0:Int,$x:Int=3', usages: ['_r0', 'x'], fragments: 'fragment F on User{name}' }
  const { query, fields } = combinedQuery([
    fetchOf('a(n:$_r0)author{...F}', named),
    fetchOf('b(n:$x)author{...F}', { ...named, fragments: 'fragment F on User{id}' }),
  ])
  const { definitions } = parse(query)
  const names = definitions.map((one) => ('name' in one ? one.name?.value : ''))
  expect(new Set(names).size).toBe(3)
  expect(query).toMatch(/\$_r0:Int/)
  expect(query).toMatch(/\$x:Int=3/)
  for (const { variable } of fields) expect(variable).toMatch(/^__r\d$/)
})
