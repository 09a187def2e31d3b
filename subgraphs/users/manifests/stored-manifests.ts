import { Mistake } from '@varal/platform/errors'
import type { Ctx } from '../loaders.ts'
import type { StoredManifestModel } from '../models.ts'
import { changedManifests, textsOfManifests } from './reads.ts'
import type { ManifestRow } from './tables.ts'

const FIRST_MAX = 100
/** Of the texts of a page. A single version may have more. */
const PAGE_BYTES_MAX = 2 * 1_024 * 1_024

export interface StoredManifestPage {
  readonly nodes: readonly StoredManifestModel[]
  readonly position: number
  readonly hasNextPage: boolean
}

/**
 * What was published or retired after a position. When nothing was, it takes one statement; with texts, two.
 * @throws BAD_REQUEST
 */
export async function storedManifests(
  { after, first }: { after: string; first: number },
  { db }: Pick<Ctx, 'db'>,
): Promise<StoredManifestPage> {
  if (!/^\d{1,15}$/.test(after)) throw new Mistake('BAD_REQUEST', '`after` is a position.')
  if (first < 1 || first > FIRST_MAX) throw new Mistake('BAD_REQUEST', `\`first\` is 1 to ${FIRST_MAX}.`)

  const changed = await changedManifests(db, Number(after), first + 1)
  const rows = whatFits(changed.slice(0, first))
  const active = rows.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id)
  // A version that is retired between the two statements is in the next page again: its texts are still there.
  const operations = Map.groupBy(active.length > 0 ? await textsOfManifests(db)(active) : [], (row) => row.manifestId)
  return {
    nodes: rows.map((row) => ({ ...row, operations: operations.get(row.id) ?? [] })),
    position: rows.at(-1)?.position ?? Number(after),
    hasNextPage: rows.length < changed.length,
  }
}

/** The first of them, however large, and what follows it within the bound. */
function whatFits(rows: readonly ManifestRow[]): readonly ManifestRow[] {
  let bytes = 0
  const end = rows.findIndex((row, at) => {
    bytes += row.state === 'ACTIVE' ? row.bodyBytes : 0
    return at > 0 && bytes > PAGE_BYTES_MAX
  })
  return end === -1 ? rows : rows.slice(0, end)
}
