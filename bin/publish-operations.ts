import type { ManifestEntry } from '@varal/gateway/operations/manifest-formats'
import { OPERATIONS_AT_ONCE_MAX } from '@varal/gateway/operations/publish-manifest'
import { PublishManifestDocument, type PublishManifestMutation } from '@varal/schema/operations/documents'
import type { DeveloperApi } from './developer-api.ts'
import { SetupError } from './servers/setup-error.ts'

type Published = PublishManifestMutation['publishManifest']

export interface PublishedManifest {
  /** Null if something was rejected or refused. */
  readonly manifest: Published['manifest']
  readonly rejected: Published['rejected']
  readonly userErrors: readonly {
    readonly code: string
    readonly message: string
    readonly path: readonly string[] | null
  }[]
}

/** A request has 100 KB at most, with what surrounds the operations. */
const REQUEST_BYTES_MAX = 90_000

/**
 * Publishes what one version of a client sends, in as many calls as it takes; the last makes it count. All calls are made
 * even if one is rejected, so that everything that is wrong is told at once.
 * @throws SetupError if one operation is larger than a request may be
 */
export async function publishOperations(
  api: DeveloperApi,
  { client, version }: { readonly client: string; readonly version: string },
  operations: readonly ManifestEntry[],
  onProgress: (done: number) => void = () => {},
): Promise<PublishedManifest> {
  const rejected: Published['rejected'] = []
  const parts = inParts(operations)
  let done = 0
  for (const [index, part] of parts.entries()) {
    // What is not complete does not count: after a rejection nothing may be.
    const complete = index === parts.length - 1 && rejected.length === 0
    const input = { client, version, operations: part, complete }
    const { publishManifest: answer } = await api.send(PublishManifestDocument, { input })
    rejected.push(...answer.rejected)
    if (answer.rejected.length === 0 && answer.userErrors.length > 0)
      return { manifest: null, rejected, userErrors: answer.userErrors }
    if (complete && answer.rejected.length === 0) return answer
    done += part.length
    onProgress(done)
  }
  return { manifest: null, rejected, userErrors: [] }
}

function inParts(operations: readonly ManifestEntry[]): ManifestEntry[][] {
  const parts: ManifestEntry[][] = [[]]
  let bytes = 0
  for (const operation of operations) {
    const ownBytes = Buffer.byteLength(JSON.stringify(operation)) + 1
    if (ownBytes > REQUEST_BYTES_MAX)
      throw new SetupError(`The operation ${operation.name} is larger than a request may be.`)
    if (bytes + ownBytes > REQUEST_BYTES_MAX || (parts.at(-1)?.length ?? 0) >= OPERATIONS_AT_ONCE_MAX) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(operation)
    bytes += ownBytes
  }
  return parts
}
