import type { AssetRow } from './assets/tables.ts'
import type { UploadRow } from './uploads/tables.ts'

export type AssetModel = AssetRow
export type UploadModel = UploadRow
