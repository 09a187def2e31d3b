import type { GraphRequest, SubgraphLink } from '@varal/platform/links/link'
import type { ExecutionResult } from 'graphql'
import type { ActiveManifest, PublishedOperation } from './known-operations.ts'

/** An operation as a manifest has it, named by itself. */
export const published = (id: string, body: string, cost = 1): PublishedOperation => ({ id, name: id, body, cost })

export const manifest = (
  client: string,
  version: string,
  position: number,
  ...operations: PublishedOperation[]
): ActiveManifest => ({ client, version, position: BigInt(position), operations })

/** Users, as far as the gateway asks it about manifests: what it holds, and what it was asked. */
export interface StandInUsers {
  readonly link: SubgraphLink
  readonly asked: GraphRequest[]
  isAway: boolean
  /** In the order of their positions; with a state of its own only if it is retired. */
  readonly stored: (ActiveManifest & { readonly isRetired?: boolean })[]
  /** Answers what is neither `storedManifests` nor `recordOperationUse`. */
  answer: (request: GraphRequest) => ExecutionResult
}

export function standInUsers(): StandInUsers {
  const users: StandInUsers = {
    asked: [],
    isAway: false,
    stored: [],
    answer: () => ({ data: {} }),
    link: {
      async execute(request) {
        users.asked.push(request)
        if (users.isAway) throw new Error('users is away')
        if (request.query.includes('recordOperationUse')) return { data: { recordOperationUse: { userErrors: [] } } }
        return request.query.includes('storedManifests')
          ? { data: { storedManifests: page(request) } }
          : users.answer(request)
      },
      async subscribe() {
        throw new Error('Nobody watches manifests')
      },
    },
  }
  function page({ variables }: GraphRequest) {
    const { after, first } = variables as { after: string; first: number }
    const later = users.stored.filter(({ position }) => position > BigInt(after))
    const nodes = later.slice(0, first).map(({ isRetired, operations, position, ...one }) => ({
      ...one,
      position: String(position),
      state: isRetired ? 'RETIRED' : 'ACTIVE',
      operations: isRetired ? [] : operations,
    }))
    return { nodes, position: nodes.at(-1)?.position ?? after, hasNextPage: later.length > first }
  }
  return users
}
