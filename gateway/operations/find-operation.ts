import { BoundedMap } from '@varal/platform/bounded-map'
import type { Logger } from '@varal/platform/log'
import { measure } from '@varal/platform/metrics'
import type { ClientIdentity } from './client-identity.ts'
import { hashOf } from './client-texts.ts'
import type { FoundText, KnownOperation, KnownOperations } from './known-operations.ts'
import { badRequest, notInManifest, type OperationRefusal, persistedQueryNotFound } from './operation-refusal.ts'
import type { OperationRequest } from './operation-request.ts'
import type { RememberedTexts } from './remembered-texts.ts'

/**
 * What runs. `open`: everything. `log-only`: everything, and what is in no manifest is logged, once. `safelist`: what is
 * in a manifest, and nothing else.
 */
export type OperationsMode = 'open' | 'log-only' | 'safelist'

/** Who sends an operation. */
export interface Sender {
  readonly client: ClientIdentity
  /** Whom the quota of texts to remember counts for. */
  readonly address: string
}

export interface FoundOperation {
  /** Of what is in a manifest it is the same string each time, which makes it quick to look up. */
  readonly text: string
  readonly operationName: string | undefined
  /** Null: it is in no manifest. */
  readonly known: KnownOperation | null
  /** To be called once the operation has proved valid, if not null: the client will name it by its hash. */
  readonly remember: (() => void) | null
}

export interface OperationFinder {
  /** Never throws for what others do: while the shared memory is away, clients send texts again. */
  find(request: OperationRequest, sender: Sender): Promise<FoundOperation | OperationRefusal>
}

export interface OperationFinderOptions {
  readonly mode: OperationsMode
  /** What is in the manifests, now. */
  readonly known: () => KnownOperations
  readonly remembered: RememberedTexts
  /** Told of every operation of a manifest that is found. */
  readonly onUse: (operation: KnownOperation) => unknown
  readonly log: Logger
}

/** Texts in no manifest that are logged once. */
const LOGGED_MAX = 10_000

/** Finds the text of an operation, whichever way the client names it, and whether it may run. */
export function operationFinder(options: OperationFinderOptions): OperationFinder {
  const { mode, known, remembered, onUse, log } = options
  const logged = new BoundedMap(LOGGED_MAX, () => ({ isLogged: false }))

  function found(request: OperationRequest, { text, known: operation }: FoundText): FoundOperation {
    onUse(operation)
    // It is the only one of its text. Without its name it is the one that was prepared before anybody asked.
    const operationName = request.operationName === operation.name ? undefined : request.operationName
    return { text, operationName, known: operation, remember: null }
  }
  /** A text that the client sent, or that was remembered for it. */
  function withText(
    request: OperationRequest,
    { client }: Sender,
    text: string,
    remember: (() => void) | null,
  ): FoundOperation | OperationRefusal {
    const operation = known().byText(text, client)
    if (operation) return found(request, { text, known: operation })
    if (mode === 'safelist') return refuseUnpublished()
    if (mode === 'log-only') logUnknown(text, client)
    return { text, operationName: request.operationName, known: null, remember }
  }
  function refuseUnpublished(): OperationRefusal {
    measure.unpublishedOperation(true)
    return notInManifest
  }
  /** Never the text: people write names and addresses into it. */
  function logUnknown(text: string, { name, version }: ClientIdentity): void {
    measure.unpublishedOperation(false)
    const hash = hashOf(text)
    const entry = logged.get(`${hash} ${name} ${version}`)
    if (entry.isLogged) return
    entry.isLogged = true
    log.warn({ operation: hash, client: name, version }, 'an operation that is in no manifest')
  }

  return {
    async find(request, sender) {
      const { text, reference } = request
      const { client, address } = sender
      if (reference === null) return withText(request, sender, text as string, null)
      if ('id' in reference) {
        const published = known().byId(reference.id, client)
        if (published) return found(request, published)
        return client.name === null ? namelessClient : notInManifest
      }
      const { hash, by } = reference
      if (text !== null) {
        if (hashOf(text) !== hash) return badRequest('The hash is not the SHA-256 of the text that came with it.')
        return withText(request, sender, text, () => void remembered.remember(hash, text, address))
      }
      const published = known().byHash(hash, client)
      if (published) return found(request, published)
      if (mode === 'safelist') return refuseUnpublished()
      const again = await remembered.find(hash)
      if (again !== null) return withText(request, sender, again, null)
      return by === 'persistedQuery' ? persistedQueryNotFound : notInManifest
    },
  }
}

const namelessClient = badRequest(
  'An id of your own is looked up in the manifests of your client: name it in the header `graphql-client-name`.',
)
