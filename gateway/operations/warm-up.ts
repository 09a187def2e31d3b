import type { Logger } from '@varal/platform/log'
import { hashOf } from './client-texts.ts'
import { timeSlices } from './time-slices.ts'

/** Parses, validates and plans a text and keeps what comes of it; or says what is wrong with it. */
export type Prepare = (text: string) => { readonly reasons: readonly string[] } | null

export interface WarmUpReport {
  readonly prepared: number
  /** What was valid when it was published and is no longer: its clients are refused. */
  readonly invalid: number
}

export interface WarmUpOptions {
  readonly texts: Iterable<string>
  readonly prepare: Prepare
  readonly log: Logger
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
}

/** Requests wait for this long and one operation at most, of which the largest take some tens of milliseconds to plan. */
const SLICE_MS = 5
/** More are counted, not listed. */
const LISTED_MAX = 100

/** Prepares the operations of the manifests before their clients ask, beside requests. Never throws. */
export async function warmUp({ texts, prepare, log, signal }: WarmUpOptions): Promise<WarmUpReport> {
  const breathe = timeSlices(SLICE_MS)
  let prepared = 0
  let invalid = 0
  for (const text of texts) {
    await breathe()
    if (signal?.aborted) break
    const refused = attempt(prepare, text)
    if (!refused) {
      prepared++
      continue
    }
    if (invalid++ < LISTED_MAX)
      log.warn({ operation: hashOf(text), reasons: refused.reasons }, 'a published operation is no longer valid')
  }
  return { prepared, invalid }
}

function attempt(prepare: Prepare, text: string): ReturnType<Prepare> {
  try {
    return prepare(text)
  } catch (error) {
    return { reasons: [error instanceof Error ? error.message : String(error)] }
  }
}
