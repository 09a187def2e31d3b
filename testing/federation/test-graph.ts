import { composeServices } from '@apollo/composition'
import { systemClock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import { httpLink } from '@varal/platform/links/http-link'
import { serveLink } from '@varal/platform/links/http-server'
import type { SubgraphLink } from '@varal/platform/links/link'
import { localLink } from '@varal/platform/links/local-link'
import { createLog } from '@varal/platform/log'
import { type DocumentNode, parse } from 'graphql'
import { entityNumbers } from './entity-numbers.ts'
import { type FakeWorld, fakeSubgraph, type Weather } from './fake-subgraph.ts'

/** A supergraph to try operations on. */
export interface GraphDefinition {
  readonly name: string
  /** Without the line that links federation's directives. */
  readonly subgraphs: Readonly<Record<string, string | DocumentNode>>
  /** Composed from the subgraphs, if not given. */
  readonly supergraphSdl?: string
  /** Operations that are always tried, besides the random ones. */
  readonly operations?: readonly string[]
  /** Fields of a random operation at most, before fragments are written out. 45 if not said. */
  readonly fieldsMax?: number
}

export interface TestGraph extends AsyncDisposable {
  readonly definition: GraphDefinition
  readonly supergraphSdl: string
  readonly links: Readonly<Record<string, SubgraphLink>>
  /** What the subgraphs are like. */
  readonly world: FakeWorld
  /** Subgraphs that do not answer. */
  readonly down: Set<string>
  /** Fetches so far. */
  readonly fetches: { count: number }
}

export const silent = createLog('silent')
/** Nothing goes wrong. */
export const fair: Weather = { nulls: 0, failures: 0, hollow: 0, strangers: 0 }

/** Starts a graph whose subgraphs answer in this process, by calls or over HTTP. */
export async function openGraph(definition: GraphDefinition, { overHttp = false } = {}): Promise<TestGraph> {
  const documents = Object.entries(definition.subgraphs).map(
    ([name, sdl]) => [name, typeof sdl === 'string' ? parse(FEDERATION + sdl, { noLocation: true }) : sdl] as const,
  )
  const world = { numbers: entityNumbers(documents.map(([, document]) => document)), weather: fair, mutations: 0 }
  const down = new Set<string>()
  const fetches = { count: 0 }
  await using stack = new AsyncDisposableStack()

  async function linkTo(name: string, document: DocumentNode): Promise<SubgraphLink> {
    const local = localLink({ schema: fakeSubgraph(name, document, world), contextOf: () => ({}), log: silent })
    const link = overHttp ? await throughHttp(name, local, stack) : local
    return {
      ...link,
      async execute(request) {
        fetches.count++
        if (down.has(name)) throw new Mistake('SUBGRAPH_UNAVAILABLE', `${name} cannot be reached.`)
        return link.execute(request)
      },
    }
  }
  const links: Record<string, SubgraphLink> = {}
  for (const [name, document] of documents) links[name] = await linkTo(name, document)
  const owned = stack.move()
  return {
    definition,
    supergraphSdl: definition.supergraphSdl ?? composed(documents),
    links,
    world,
    down,
    fetches,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function throughHttp(name: string, link: SubgraphLink, stack: AsyncDisposableStack): Promise<SubgraphLink> {
  const common = { name, secret: 'a secret that only the tests of this run know', clock: systemClock }
  const server = stack.use(await serveLink({ ...common, link, log: silent, host: '127.0.0.1', port: 0 }))
  return stack.use(httpLink({ ...common, url: server.url }))
}

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])\n`

function composed(documents: readonly (readonly [string, DocumentNode])[]): string {
  const services = documents.map(([name, typeDefs]) => ({ name, url: `http://${name}.test`, typeDefs }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new AggregateError(errors ?? [], errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}
