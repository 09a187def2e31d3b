import * as documents from '@varal/schema/operations/documents'
import { hashOf } from './client-texts.ts'
import type { ActiveManifest } from './known-operations.ts'

/**
 * What the clients of this checkout send, which nobody has to publish: where only published operations run, it is with
 * these that the first manifest is published.
 */
export function ownOperations(): ActiveManifest {
  const operations = Object.entries(documents).flatMap(([key, document]) => {
    // Fragments are exported too: what uses them has them in its own text.
    if (!key.endsWith('Document')) return []
    const body = String(document)
    return [{ id: hashOf(body), name: key.slice(0, -'Document'.length), body, cost: null }]
  })
  return { client: 'varal', version: 'own', position: 0n, operations }
}
