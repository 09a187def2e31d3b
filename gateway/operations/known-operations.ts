import { BoundedMap } from '@varal/platform/bounded-map'
import type { ClientIdentity } from './client-identity.ts'
import { clientTexts, commonForm, hashOf, textsAndForm } from './client-texts.ts'
import { timeSlices } from './time-slices.ts'

/** What one version of a client sends, as it was published and is active. */
export interface ActiveManifest {
  readonly client: string
  readonly version: string
  /** Of two the one that was published later has the higher one. */
  readonly position: bigint
  readonly operations: readonly PublishedOperation[]
}

export interface PublishedOperation {
  /** What the client calls it. */
  readonly id: string
  readonly name: string
  readonly body: string
  /** What it may cost, in points, as it was when it was published. Null of our own, which nobody published. */
  readonly cost: number | null
}

/** An operation as a client's version has it. */
export interface KnownOperation {
  readonly client: string
  readonly version: string
  readonly id: string
  readonly name: string
  readonly cost: number | null
}

/** An operation that was found, and the text of it that the client means: equal operations have several. */
export interface FoundText {
  readonly text: string
  readonly known: KnownOperation
}

/** What is in the active manifests, to look up. It never changes: what is published makes another. */
export interface KnownOperations {
  readonly isEmpty: boolean
  /** By SHA-256, in hexadecimal, of any of the texts in which clients send what was published. */
  byHash(hash: string, client: ClientIdentity): FoundText | null
  /**
   * By what the client calls it, in the manifest of its version. If that is not said or not published, in all of the
   * client's, as long as they mean the same by it.
   */
  byId(id: string, client: ClientIdentity): FoundText | null
  /** By the text, in whichever form the client sends it. */
  byText(text: string, client: ClientIdentity): KnownOperation | null
  /** What was published, each text once. */
  texts(): Iterable<string>
}

/** One text that was published, by whomever. */
interface Published {
  readonly text: string
  /** By client and version; the last is the one that was published last. */
  readonly operations: Map<string, KnownOperation>
}
interface Hashed {
  readonly published: Published
  /** Which of `clientTexts`. */
  readonly variant: number
  /** Once it was asked for: most are never. */
  text?: string
}
/** What is made of a text once, and costs a millisecond. */
interface Fingerprints {
  readonly hashes: readonly string[]
  readonly form: string | null
}
/** Kept from one set to the next. */
export type FingerprintsByText = Map<string, Fingerprints>

/** Texts sent in full whose operations are remembered. */
const SENT_TEXTS_MAX = 2_000
const SENT_TEXT_CHARACTERS_MAX = 20_000
const SLICE_MS = 10

/**
 * Takes a millisecond for each text that is new to `before`, in slices.
 * @returns the set, and what makes the next one quick
 */
export async function knownOperations(
  manifests: Iterable<ActiveManifest>,
  before: FingerprintsByText = new Map(),
): Promise<{ readonly known: KnownOperations; readonly fingerprints: FingerprintsByText }> {
  const breathe = timeSlices(SLICE_MS)
  const fingerprints: FingerprintsByText = new Map()
  const published = new Map<string, Published>()
  const byHash = new Map<string, Hashed>()
  const byForm = new Map<string, Published>()
  const byId = new Map<string, Map<string, FoundText>>()

  for (const manifest of [...manifests].sort((one, other) => Number(one.position - other.position))) {
    const { client, version } = manifest
    for (const { id, name, body, cost } of manifest.operations) {
      await breathe()
      let entry = published.get(body)
      if (!entry) {
        entry = { text: body, operations: new Map() }
        published.set(body, entry)
        const prints = before.get(body) ?? fingerprintsOf(body)
        fingerprints.set(body, prints)
        for (const [variant, hash] of prints.hashes.entries())
          if (!byHash.has(hash))
            byHash.set(hash, { published: entry, variant, ...(variant === 0 ? { text: body } : {}) })
        if (prints.form && !byForm.has(prints.form)) byForm.set(prints.form, entry)
      }
      const known: KnownOperation = { client, version, id, name, cost }
      entry.operations.set(keyOf(client, version), known)
      const key = keyOf(client, id)
      const versions = byId.get(key) ?? new Map<string, FoundText>()
      byId.set(key, versions.set(version, { text: entry.text, known }))
    }
  }

  // Undefined is not remembered by a BoundedMap: an answer of its own says that there is none.
  const sent = new BoundedMap(SENT_TEXTS_MAX, (text: string) => ({ published: publishedAs(text) }))
  const publishedAs = (text: string) => {
    const hashed = byHash.get(hashOf(text))
    if (hashed) return hashed.published
    const form = commonForm(text)
    return form === null ? null : (byForm.get(hashOf(form)) ?? null)
  }

  const known: KnownOperations = {
    isEmpty: published.size === 0,
    byHash(hash, client) {
      const hashed = byHash.get(hash)
      if (!hashed) return null
      hashed.text ??= clientTexts(hashed.published.text)[hashed.variant] ?? hashed.published.text
      return { text: hashed.text, known: operationOf(hashed.published, client) }
    },
    byId(id, { name, version }) {
      const versions = name === null ? undefined : byId.get(keyOf(name, id))
      if (!versions) return null
      const exact = version === null ? undefined : versions.get(version)
      if (exact) return exact
      const [first, ...others] = versions.values()
      return first && others.every(({ text }) => text === first.text) ? (others.at(-1) ?? first) : null
    },
    byText(text, client) {
      if (published.size === 0) return null
      const found = text.length > SENT_TEXT_CHARACTERS_MAX ? publishedAs(text) : sent.get(text).published
      return found && operationOf(found, client)
    },
    texts: () => published.keys(),
  }
  return { known, fingerprints }
}

function fingerprintsOf(text: string): Fingerprints {
  try {
    const { texts, form } = textsAndForm(text)
    return { hashes: texts.map(hashOf), form: hashOf(form) }
  } catch {
    // It was published to a gateway that could read it. Its own hash is all that is known of it.
    return { hashes: [hashOf(text)], form: null }
  }
}

/** Whose it is: of the client and version that asks if they have it, else of those that published it last. */
function operationOf({ operations }: Published, { name, version }: ClientIdentity): KnownOperation {
  const own = name !== null && version !== null ? operations.get(keyOf(name, version)) : undefined
  return own ?? ([...operations.values()].at(-1) as KnownOperation)
}

/** Neither names of clients nor versions have spaces. */
const keyOf = (client: string, versionOrId: string) => `${client} ${versionOrId}`
