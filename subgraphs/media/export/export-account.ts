import { encodeId } from '@varal/platform/global-ids'
import { type ExportKind, exporting } from '@varal/platform/personal-data/exporting'
import { linesOf } from '@varal/platform/personal-data/lines-of'
import { assets } from '../assets/tables.ts'
import { originalKey } from '../object-keys.ts'

const own = { of: assets.ownerId, by: assets.id }

/** For who makes the archive: where the originals lie. */
const files = linesOf('files', assets, own, ({ id }) => ({ key: originalKey(id), name: encodeId('Asset', id) }))

export const exportKinds: readonly ExportKind[] = [
  linesOf('assets', assets, own, (row) => ({
    id: encodeId('Asset', row.id),
    kind: row.kind,
    state: row.state,
    altText: row.altText,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    createdAt: row.createdAt,
  })),
  {
    name: 'files',
    async *lines(db, userId, includeMedia) {
      if (includeMedia) yield* files.lines(db, userId, includeMedia)
    },
  },
]

export const exportHandlers = exporting('media', exportKinds)
