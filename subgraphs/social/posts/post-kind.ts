import type { AssetRow } from '../assets/tables.ts'
import type { PostKind } from './tables.ts'

/** What a post is, by what it shows. */
export function postKind(assets: readonly Pick<AssetRow, 'kind'>[], link: string | null): PostKind {
  const kinds = new Set(assets.map((asset) => asset.kind))
  if (kinds.size > 1) return 'MIXED'
  const [kind] = kinds
  return kind ?? (link === null ? 'TEXT' : 'LINK')
}
