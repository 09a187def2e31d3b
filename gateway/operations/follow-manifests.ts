import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import {
  type ActiveManifest,
  type FingerprintsByText,
  type KnownOperations,
  knownOperations,
} from './known-operations.ts'
import { askUsers, gatewayItself } from './users-requests.ts'

/** The active manifests as users has them, kept up to date. Disposing ends that. */
export interface FollowedManifests extends AsyncDisposable {
  /** What was last read. While users is away it stays. */
  known(): KnownOperations
  /** Whether they have been read to the end at least once. */
  isLoaded(): boolean
  /** Reads what is new, now. Resolves when it counts; never throws. */
  refresh(): Promise<void>
}

export interface FollowManifestsOptions {
  readonly users: SubgraphLink
  readonly log: Logger
  /** What is active whatever users says. */
  readonly always?: readonly ActiveManifest[]
  /** Another set counts now. Nobody waits for what is done about it. */
  readonly onChange?: (known: KnownOperations) => unknown
  readonly everyMs?: number
}

/** Soon enough that a developer who has just published does not wonder. One request each time. */
const EVERY_MS = 5_000
const PAGE = 20

const STORED_MANIFESTS = /* GraphQL */ `query StoredManifests($after: Long!, $first: Int!) {
  storedManifests(after: $after, first: $first) {
    nodes { position client version state operations { id name body cost } }
    position
    hasNextPage
  }
}`

interface StoredPage {
  readonly storedManifests: {
    readonly nodes: readonly (Omit<ActiveManifest, 'position'> & {
      readonly position: string
      readonly state: string
    })[]
    readonly position: string
    readonly hasNextPage: boolean
  }
}

/** Resolves after a first attempt, whether or not users answered. */
export async function followManifests(options: FollowManifestsOptions): Promise<FollowedManifests> {
  const { users, log, always = [], onChange, everyMs = EVERY_MS } = options
  const manifests = new Map<string, ActiveManifest>()
  let { known, fingerprints } = await knownOperations(always)
  let position = '0'
  let isLoaded = false
  /** More was read than `known` is made of: a page was read, and the one after it could not be. */
  let isOutdated = false
  let isFailing = false
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  let reading: Promise<void> = Promise.resolve()

  async function readOn(): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const variables = { after: position, first: PAGE }
      const { storedManifests: page } = await askUsers<StoredPage>(users, STORED_MANIFESTS, variables, gatewayItself())
      for (const { state, ...manifest } of page.nodes) {
        isOutdated = true
        const key = `${manifest.client} ${manifest.version}`
        if (state === 'ACTIVE') manifests.set(key, { ...manifest, position: BigInt(manifest.position) })
        else manifests.delete(key)
      }
      position = page.position
      hasMore = page.hasNextPage
    }
  }
  async function readAndSwap(): Promise<void> {
    try {
      await readOn()
      const hasChanged = isOutdated
      if (hasChanged) {
        // Made beside the old set, and put in its place in one step: a request sees one or the other.
        const next: { known: KnownOperations; fingerprints: FingerprintsByText } = await knownOperations(
          [...always, ...manifests.values()],
          fingerprints,
        )
        ;({ known, fingerprints } = next)
        isOutdated = false
      }
      isLoaded = true
      if (isFailing) log.info('the manifests can be read again')
      isFailing = false
      if (hasChanged && !isEnded) onChange?.(known)
    } catch (err) {
      // Once, not every five seconds.
      if (!isFailing)
        log.error({ err }, 'the manifests of operations could not be read; those that were read still count')
      isFailing = true
    }
  }
  function refresh(): Promise<void> {
    reading = reading.then(() => (isEnded ? undefined : readAndSwap()))
    return reading
  }
  function later(): void {
    // A little apart from the other gateways.
    const inMs = everyMs * (0.9 + Math.random() * 0.2)
    timer = setTimeout(() => void refresh().then(() => isEnded || later()), inMs)
    timer.unref()
  }

  await refresh()
  later()
  return {
    known: () => known,
    isLoaded: () => isLoaded,
    refresh,
    async [Symbol.asyncDispose]() {
      isEnded = true
      clearTimeout(timer)
      await reading
    },
  }
}
