import { Mistake, type MistakeCode } from '@varal/platform/errors'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Caller } from '@varal/platform/viewer'
import { type Id, type IdKind, idPrefixes } from '@varal/schema/ids'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { nodeKinds } from './node-kinds.ts'

/** A thing that is there for the viewer; the rest of it is for its subgraphs to say. */
export interface FoundNode {
  readonly __typename: IdKind
  readonly id: string
}

export type SubgraphLinks = Readonly<Record<string, SubgraphLink>>

const kindOfPrefix = new Map(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix as string, kind as IdKind]))

const WHICH_ARE_THERE = 'query Nodes($of: [_Any!]!) { _entities(representations: $of) { __typename } }'

/**
 * What these ids name, in their order. Null for what does not exist, what the viewer may not see, what the app has no
 * scope for and what is no id: the four are never told apart. Its owner is asked even for the id alone, one request for
 * all ids of a subgraph; an owner that does not answer costs its own ids, each of which is an error.
 */
export async function findNodes(
  ids: readonly string[],
  caller: Caller,
  links: SubgraphLinks,
): Promise<(FoundNode | Error | null)[]> {
  const wanted = new Map(ids.map((id) => [id, read(id, caller)]))
  const found = new Map<string, FoundNode | Error | null>()
  const owners = Map.groupBy([...wanted].flatMap(present), ([, { owner }]) => owner)
  await Promise.all(
    [...owners].map(async ([owner, asked]) => {
      const nodes = asked.map(([, { node }]) => node)
      const answers = await ask(owner, nodes, caller, links).catch((error: Error) => nodes.map(() => error))
      for (const [index, [text]] of asked.entries()) found.set(text, answers[index] ?? null)
    }),
  )
  return ids.map((id) => found.get(id) ?? null)
}

interface Wanted {
  readonly owner: SubgraphName
  readonly node: FoundNode
}

function read(text: string, { app }: Caller): Wanted | null {
  const kind = kindOfPrefix.get(text.slice(0, Math.max(0, text.lastIndexOf('_'))))
  const known = kind && nodeKinds[kind]
  const id = kind ? decodeId(kind, text) : null
  if (!kind || !known || id === null) return null
  const isAllowed = !app || (known.scopes ?? []).every((scope) => app.scopes.includes(scope))
  return isAllowed ? { owner: known.owner, node: { __typename: kind, id } } : null
}

const present = ([text, wanted]: readonly [string, Wanted | null]) => (wanted ? [[text, wanted] as const] : [])

async function ask(
  owner: SubgraphName,
  nodes: readonly FoundNode[],
  caller: Caller,
  links: SubgraphLinks,
): Promise<(FoundNode | null)[]> {
  const link = links[owner]
  if (!link) throw new Error(`The gateway has no link to ${owner}`)
  const of = nodes.map(({ __typename, id }) => ({ __typename, id: encodeId(__typename, id as Id<IdKind>) }))
  const { data, errors } = await link.execute({ query: WHICH_ARE_THERE, variables: { of }, caller })
  const [error] = errors ?? []
  if (error) throw new Mistake((error.extensions?.['code'] ?? 'INTERNAL') as MistakeCode, error.message)
  const entities = (data?.['_entities'] ?? []) as readonly unknown[]
  return nodes.map((node, index) => (entities[index] ? node : null))
}
