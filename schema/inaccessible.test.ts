import { Supergraph } from '@apollo/federation-internals'
import { type ConstDirectiveNode, isInputObjectType, isInterfaceType, isObjectType, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readSupergraph } from './read-supergraph.ts'
import { subgraphSdl } from './sdl.ts'
import { graphNames } from './subgraph-names.ts'

const clientSchema = Supergraph.build(readSupergraph(), { supportedFeatures: null }).apiSchema().toGraphQLJSSchema()

const isHidden = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) =>
  node.directives?.some((directive) => directive.name.value === 'inaccessible') ?? false

/** "AppCredentials", "Query.appOfApiKey": what the graphs keep for the gateway. */
const hidden = graphNames.flatMap((graph) =>
  subgraphSdl(graph).definitions.flatMap((definition) => {
    if (!('fields' in definition)) return []
    const { value: type } = definition.name
    if (isHidden(definition)) return [type]
    return (definition.fields ?? []).filter(isHidden).map((field) => `${type}.${field.name.value}`)
  }),
)

describe('what is @inaccessible', () => {
  test.each(hidden)('%s is not in the schema that clients ask', (name) => {
    const [typeName = '', fieldName] = name.split('.')
    const type = clientSchema.getType(typeName)
    if (fieldName === undefined) return expect(type).toBeUndefined()
    const fields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {}
    expect(Object.keys(fields)).not.toHaveLength(0)
    expect(fields[fieldName]).toBeUndefined()
  })

  test('is refused when a client asks for it all the same', () => {
    expect(hidden.length).toBeGreaterThan(5)
    for (const text of [
      '{ appOfApiKey(keyHash: "x") { appId } }',
      '{ storedManifests { position } }',
      'mutation { storeManifest(input: {client: "a", version: "1", operations: []}) { userErrors { code } } }',
      'mutation { retireStoredManifest(input: {client: "a", version: "1"}) { userErrors { code } } }',
      'mutation { recordOperationUse(input: {uses: []}) { recorded } }',
      '{ __typename ... on Query { appOfApiKey(keyHash: "x") { __typename } } }',
    ])
      expect(validate(clientSchema, parse(text))[0]?.message).toMatch(/^Cannot query field/)
  })
})
