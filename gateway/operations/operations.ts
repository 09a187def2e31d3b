import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import { measure } from '@varal/platform/metrics'
import { type OperationFinder, type OperationsMode, operationFinder } from './find-operation.ts'
import { type FollowedManifests, followManifests } from './follow-manifests.ts'
import { type KnownOperations, knownOperations } from './known-operations.ts'
import { type OperationUse, operationUses } from './operation-uses.ts'
import { ownOperations } from './own-operations.ts'
import { rememberedTexts } from './remembered-texts.ts'
import { askUsers, gatewayItself } from './users-requests.ts'
import { type Prepare, type WarmUpReport, warmUp } from './warm-up.ts'

/** The persisted operations of a running gateway. Disposing records what was counted. */
export interface RunningOperations extends AsyncDisposable {
  readonly finder: OperationFinder
  /** Whether the manifests have been read. In `safelist` mode nothing runs before. */
  isLoaded(): boolean
  /** Somebody has published or retired a manifest here: it counts when this resolves. */
  refresh(): Promise<void>
  /** Prepares everything that was published, and from then on what is published: for the first graph, and for each that takes its place. */
  warmUp(prepare: Prepare): Promise<WarmUpReport>
}

export interface OperationsOptions {
  readonly mode: OperationsMode
  /** Null for a graph without manifests. */
  readonly users: SubgraphLink | null
  /** What all gateways share. */
  readonly cache: Cache
  readonly clock: Clock
  readonly log: Logger
  /** How often it is looked for new manifests. */
  readonly everyMs?: number
}

const RECORD_USE = /* GraphQL */ `mutation RecordOperationUse($uses: [OperationUseInput!]!) {
  recordOperationUse(input: { uses: $uses }) { userErrors { code path } }
}`

export async function startOperations(options: OperationsOptions): Promise<RunningOperations> {
  const { mode, users, cache, clock, log, everyMs } = options
  const ending = new AbortController()
  const warmed = new Set<string>()
  let prepare: Prepare | null = null

  async function warm(known: KnownOperations): Promise<WarmUpReport> {
    if (!prepare) return { prepared: 0, invalid: 0 }
    const preparing = prepare
    const texts = new Set(known.texts())
    for (const text of warmed) if (!texts.delete(text)) warmed.delete(text)
    for (const text of texts) warmed.add(text)
    const report = await warmUp({ texts, prepare: preparing, log, signal: ending.signal })
    measure.operationsWarmed(report.prepared, report.invalid)
    return report
  }
  async function tell(uses: readonly OperationUse[]): Promise<void> {
    if (!users) return
    const told = uses.map(({ lastUsedAt, ...use }) => ({ ...use, lastUsedAt: lastUsedAt.toISOString() }))
    const answer = await askUsers<RecordAnswer>(users, RECORD_USE, { uses: told }, gatewayItself())
    const [refused] = answer.recordOperationUse.userErrors
    if (refused) throw new Error(`users refused uses of operations: ${refused.code} at ${refused.path?.join('.')}`)
  }

  const manifests = users
    ? await followManifests({
        users,
        log,
        always: [ownOperations()],
        onChange: warm,
        ...(everyMs === undefined ? {} : { everyMs }),
      })
    : await noManifests()
  const uses = operationUses({ tell, clock, log })
  const finder = operationFinder({
    mode,
    known: manifests.known,
    remembered: rememberedTexts(cache, clock),
    // Our own are in no manifest that could be retired.
    onUse: (operation) => operation.cost === null || uses.count(operation),
    log,
  })

  return {
    finder,
    isLoaded: manifests.isLoaded,
    refresh: manifests.refresh,
    async warmUp(next) {
      prepare = next
      warmed.clear()
      return warm(manifests.known())
    },
    async [Symbol.asyncDispose]() {
      ending.abort()
      await manifests[Symbol.asyncDispose]()
      await uses[Symbol.asyncDispose]()
    },
  }
}

async function noManifests(): Promise<FollowedManifests> {
  const { known } = await knownOperations([])
  return { known: () => known, isLoaded: () => true, refresh: async () => {}, [Symbol.asyncDispose]: async () => {} }
}

interface RecordAnswer {
  readonly recordOperationUse: {
    readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] | null }[]
  }
}
