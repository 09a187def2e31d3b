import { decodeId } from '@varal/platform/global-ids'
import type { SubgraphLink } from '@varal/platform/links/link'
import { type Outcome, refuse, type UserErrorModel } from '@varal/platform/outcome'
import type { Caller } from '@varal/platform/viewer'
import type { ManifestId } from '@varal/schema/ids'
import { Kind, parse } from 'graphql'
import { z } from 'zod'
import { tiers } from '../limits/budgets/tiers.ts'
import { parseLimits } from '../limits/parse-limits.ts'
import { hashOf } from './client-texts.ts'
import { timeSlices } from './time-slices.ts'
import { askUsers } from './users-requests.ts'

/** What an operation may cost in points; or why it can never run. */
export type Checked = { readonly cost: number } | { readonly reasons: readonly string[] }

export interface PublishingOptions {
  readonly users: SubgraphLink
  /** Parses, validates, costs and plans. Tens of milliseconds at most. */
  readonly check: (text: string, caller: Caller) => Checked
  /** Something was published or retired. Awaited, so that whoever published can use it at once, here. */
  readonly onChange: () => Promise<unknown>
}

const ID = /^[!-~]{1,128}$/
const HASH_SCHEME = 'sha256:'
const HASH = /^[0-9a-f]{64}$/
const client = z.string().regex(/^[a-z0-9.-]{1,64}$/)
const version = z.string().regex(/^[\w.+-]{1,64}$/)

/** More come in several calls; a request has 100 KB at most. */
export const OPERATIONS_AT_ONCE_MAX = 100

export const PublishManifestInput = z.object({
  /** Users finds out whether it is one, and whose. */
  appId: z.string().max(64).nullish(),
  client,
  version,
  operations: z
    .array(
      z.object({
        id: z.string().regex(ID),
        name: z.string().min(1).max(200),
        body: z.string().min(1).max(65_536),
      }),
    )
    .max(OPERATIONS_AT_ONCE_MAX),
  complete: z.boolean(),
})
export type PublishManifestInput = z.output<typeof PublishManifestInput>

export const RetireManifestInput = z.object({ client, version })
export type RetireManifestInput = z.output<typeof RetireManifestInput>

/** An operation that was not taken, and why. */
export interface RejectedOperation {
  readonly operationId: string
  readonly reason: string
  readonly estimatedCost: number | null
}

/** Users resolves the rest. */
interface ManifestReference {
  readonly id: ManifestId
}

type Published = Outcome<{ manifest: ManifestReference | null }> & { readonly rejected?: readonly RejectedOperation[] }

const SLICE_MS = 10

const STORE_MANIFEST = /* GraphQL */ `mutation StoreManifest($input: StoreManifestInput!) {
  answer: storeManifest(input: $input) { manifest { id } userErrors { code path ... on RateLimitedError { retryAfterMs } } }
}`
const RETIRE_MANIFEST = /* GraphQL */ `mutation RetireManifest($input: RetireStoredManifestInput!) {
  answer: retireStoredManifest(input: $input) { manifest { id } userErrors { code path ... on RateLimitedError { retryAfterMs } } }
}`

/** Checks each operation as it would be checked when it is sent, and stores all of them or none. */
export async function publishManifest(
  { users, check, onChange }: PublishingOptions,
  caller: Caller,
  input: PublishManifestInput,
): Promise<Published> {
  const breathe = timeSlices(SLICE_MS)
  const costMax = caller.app?.operationCostMax ?? tiers.app.operationCostMax
  const rejected: RejectedOperation[] = []
  const operations: (PublishManifestInput['operations'][number] & { cost: number })[] = []
  const ids = new Set<string>()

  for (const operation of input.operations) {
    await breathe()
    const { id, body } = operation
    const reject = (reason: string, estimatedCost: number | null = null) =>
      void rejected.push({ operationId: id, reason, estimatedCost })
    const wrong = ids.has(id) ? 'Another operation has the same id.' : wrongWith(id, body)
    ids.add(id)
    if (wrong) {
      reject(wrong)
      continue
    }
    const checked = check(body, caller)
    if ('reasons' in checked) reject(checked.reasons.join(' '))
    else if (checked.cost > costMax)
      reject(`It may cost ${checked.cost} points; an operation of this app may cost ${costMax}.`, checked.cost)
    else operations.push({ ...operation, cost: checked.cost })
  }
  if (rejected.length > 0) return { ...refuse('VALIDATION_FAILED', ['input', 'operations']), rejected }
  const stored = await askUsers<ManifestAnswer>(users, STORE_MANIFEST, { input: { ...input, operations } }, caller)
  return finish(stored, input.complete, onChange)
}

/** What only this version has runs no longer, where a manifest is needed. */
export async function retireManifest(
  { users, onChange }: PublishingOptions,
  caller: Caller,
  input: RetireManifestInput,
): Promise<Published> {
  return finish(await askUsers<ManifestAnswer>(users, RETIRE_MANIFEST, { input }, caller), true, onChange)
}

interface ManifestAnswer {
  readonly answer: {
    readonly manifest: { readonly id: string } | null
    readonly userErrors: readonly UserErrorModel[]
  }
}

async function finish(
  { answer: { manifest, userErrors } }: ManifestAnswer,
  hasChanged: boolean,
  onChange: () => Promise<unknown>,
): Promise<Published> {
  const [first, ...others] = userErrors
  if (first) return { userErrors: [first, ...others] }
  if (hasChanged) await onChange()
  const id = decodeId('OperationManifest', manifest?.id)
  return { manifest: id && { id } }
}

/** What can be said of an operation's form without knowing the graph. */
function wrongWith(id: string, body: string): string | null {
  const hash = id.startsWith(HASH_SCHEME) ? id.slice(HASH_SCHEME.length) : id
  if (hash.includes(':')) return 'Its id has a colon, which only `sha256:` may have.'
  // Whoever asks by a hash must get the text that has it.
  if ((hash !== id || HASH.test(hash)) && hashOf(body) !== hash)
    return 'Its id has the form of a SHA-256, but is not that of its text.'
  try {
    const { definitions } = parse(body, { ...parseLimits, noLocation: true })
    const count = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
    return count === 1 ? null : `Its text has ${count} operations. Publish each one by itself.`
  } catch (error) {
    return (error as Error).message
  }
}
