import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { type DirectiveNode, type DocumentNode, Kind, lexicographicSortSchema, printSchema, visit } from 'graphql'
import { subgraphSdl } from './sdl.ts'
import { type GraphName, graphNames } from './subgraph-names.ts'

/** Composes the five subgraphs, and the fields that the gateway answers. Throws with every reason at once. */
export function composeSupergraph(sdlOf: (name: GraphName) => DocumentNode = subgraphSdl): string {
  const services = graphNames.map((name) => ({
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
    },
  })
}
