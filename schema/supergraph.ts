import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { type DirectiveNode, type DocumentNode, Kind, lexicographicSortSchema, printSchema, visit } from 'graphql'
import { subgraphSdl } from './sdl.ts'
import { type SubgraphName, subgraphNames } from './subgraph-names.ts'

/** Composes the five subgraphs. Throws with every reason at once. */
export function composeSupergraph(sdlOf: (name: SubgraphName) => DocumentNode = subgraphSdl): string {
  const services = subgraphNames.map((name) => ({
    name,
    url: `http://${name}.varal.internal/graphql`,
    typeDefs: sdlOf(name),
  }))
  const { supergraphSdl, errors } = composeServices(services)
  if (errors)
    throw new AggregateError(errors, `The subgraphs do not compose:\n${errors.map((one) => one.message).join('\n')}`)
  return supergraphSdl
}

/**
 * What third-party developers see: the supergraph's API without anything that is tagged for another audience.
 * As in Apollo's contracts, a tag becomes `@inaccessible` before composing, so that what is left must hold together.
 */
export function composePublicContract(hiddenTags: readonly string[] = ['firstparty', 'ads', 'admin']): string {
  const supergraph = composeSupergraph((name) => hide(subgraphSdl(name), hiddenTags))
  const api = Supergraph.build(supergraph, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema()
  return `${printSchema(lexicographicSortSchema(api))}\n`
}

const inaccessible: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'inaccessible' } }

function hide(document: DocumentNode, tags: readonly string[]): DocumentNode {
  const hides = (directive: DirectiveNode) =>
    directive.name.value === 'tag' &&
    directive.arguments?.some((one) => one.value.kind === Kind.STRING && tags.includes(one.value.value))

  return visit(document, {
    enter(node) {
      if ('directives' in node && node.directives?.some(hides))
        return { ...node, directives: [...node.directives, inaccessible] }
      // The link must import the directive that the contract adds.
      if (node.kind === Kind.LIST && node.values.some((one) => one.kind === Kind.STRING && one.value === '@key')) {
        return { ...node, values: [...node.values, { kind: Kind.STRING, value: '@inaccessible' }] }
      }
    },
  })
}
