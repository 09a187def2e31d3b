import { readFileSync } from 'node:fs'
import { type DefinitionNode, type DocumentNode, Kind, parse, visit } from 'graphql'
import type { GraphName } from './subgraph-names.ts'

const read = (file: string) => parse(readFileSync(new URL(file, import.meta.url), 'utf8'), { noLocation: true })

const link = parse(
  `extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: [
      "@key"
      "@shareable"
      "@external"
      "@provides"
      "@tag"
      "@inaccessible"
      "@authenticated"
      "@requiresScopes"
      "@cost"
      "@listSize"
      "@composeDirective"
    ]
  )
  @link(url: "https://specs.varal.internal/cacheControl/v0.1", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")

  "How long caches may keep what they would tell anybody, in seconds. What has no hint is not for them."
  directive @cacheControl(maxAge: Int, scope: cacheControl__Scope) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION

  enum cacheControl__Scope {
    PUBLIC
    PRIVATE
  }`,
  { noLocation: true },
)

/**
 * What one graph promises: its own file, and of `shared.graphql` what that file mentions, directly or not.
 * A shared interface brings its shared implementations along.
 */
export function subgraphSdl(name: GraphName): DocumentNode {
  const own = read(`./${name}.graphql`)
  const shared = read('./shared.graphql').definitions
  const wanted = new Set<string>(mentioned(own.definitions))

  for (let grew = true; grew; ) {
    const before = wanted.size
    for (const definition of shared) {
      if (wanted.has(nameOf(definition)) || implementsAny(definition, wanted)) {
        wanted.add(nameOf(definition))
        for (const other of mentioned([definition])) wanted.add(other)
      }
    }
    grew = wanted.size > before
  }
  const definitions = [...link.definitions, ...shared.filter((one) => wanted.has(nameOf(one))), ...own.definitions]
  return { kind: Kind.DOCUMENT, definitions }
}

const nameOf = (definition: DefinitionNode) => ('name' in definition && definition.name?.value) || ''

function implementsAny(definition: DefinitionNode, names: ReadonlySet<string>): boolean {
  // Every type is a Node; only what is specific enough to be wanted by its interface counts.
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return false
  return (definition.interfaces ?? []).some((one) => one.name.value !== 'Node' && names.has(one.name.value))
}

function mentioned(definitions: readonly DefinitionNode[]): string[] {
  const names: string[] = []
  visit({ kind: Kind.DOCUMENT, definitions }, { NamedType: (node) => void names.push(node.name.value) })
  return names
}
