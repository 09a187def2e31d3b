import type { AssetRow } from './assets/tables.ts'
import type { LinkContent } from './link-content.ts'
import type { LinkAsset } from './links/reads.ts'
import type { UploadRow } from './uploads/tables.ts'

export type AssetModel = AssetRow | LinkAsset
export type LinkContentModel = LinkContent
export type UploadModel = UploadRow
