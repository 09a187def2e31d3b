import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode } from 'graphql'
import { expect, test } from 'vitest'
import { roleScopes, scopeNames } from './scopes.ts'
import { subgraphSdl } from './sdl.ts'
import { graphNames } from './subgraph-names.ts'

const fields = graphNames.flatMap((graph) =>
  subgraphSdl(graph)
    .definitions.filter((one): one is ObjectTypeDefinitionNode => one.kind === Kind.OBJECT_TYPE_DEFINITION)
    .flatMap((type) =>
      (type.fields ?? []).map((field) => ({ name: `${graph}: ${type.name.value}.${field.name.value}`, field })),
    ),
)
const directive = ({ directives }: FieldDefinitionNode, name: string) =>
  directives?.find((one) => one.name.value === name)
const has = (field: FieldDefinitionNode, name: string) => directive(field, name) !== undefined
/** For the gateway alone, which is not limited. */
const isForClients = ({ field }: (typeof fields)[number]) => !has(field, 'inaccessible')

test('every field that takes `first` is as long as it says', () => {
  const sliced = fields
    .filter(isForClients)
    .filter(({ field }) => field.arguments?.some(({ name }) => name.value === 'first'))
  expect(sliced.length).toBeGreaterThan(10)
  expect(sliced.filter(({ field }) => !has(field, 'listSize')).map(({ name }) => name)).toEqual([])
})

test('every scope that a field requires is one that somebody can have, and the other way round', () => {
  const required = fields.flatMap(({ field }) => {
    const lists = directive(field, 'requiresScopes')?.arguments?.[0]?.value
    const texts =
      lists?.kind === Kind.LIST ? lists.values.flatMap((list) => (list.kind === Kind.LIST ? list.values : [])) : []
    return texts.map((text) => (text.kind === Kind.STRING ? text.value : '?'))
  })
  expect([...new Set(required)].toSorted()).toEqual([...scopeNames, ...Object.keys(roleScopes)].toSorted())
})
