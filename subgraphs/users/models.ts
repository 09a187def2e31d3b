import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import type { credentialsByHash } from './apps/reads.ts'
import type { AppRow } from './apps/tables.ts'
import type { receipts } from './erasure/reads.ts'
import type { DataExportRow } from './exports/tables.ts'
import type { IdentityRow } from './identities/tables.ts'
import type { operationsOfManifests, textsOfManifests } from './manifests/reads.ts'
import type { ManifestRow } from './manifests/tables.ts'
import type { oauthEntriesByHash } from './oauth/reads.ts'
import type { profiles } from './profiles/tables.ts'
import type { SessionRow } from './sessions/tables.ts'
import type { WebhookDeliveryRow, WebhookRow } from './webhooks/tables.ts'

export type UserModel = typeof profiles.$inferSelect
/** Whoever is signed in, or has just been. */
export type ViewerModel = Pick<Actor, 'id' | 'sessionId'>
export type SessionModel = Pick<SessionRow, 'id' | 'userId' | 'device' | 'createdAt' | 'lastSeenAt'> & {
  current: boolean
}
export type IdentityModel = IdentityRow
export type AssetModel = { readonly id: AssetId }

type RowOf<Read extends (db: never) => (...args: never[]) => PromiseLike<readonly unknown[]>> = Awaited<
  ReturnType<ReturnType<Read>>
>[number]

export type AppModel = AppRow
export type DataExportModel = DataExportRow
export type ErasureModel = RowOf<typeof receipts>
export type OAuthClientModel = AppRow
export type OAuthEntryModel = Awaited<ReturnType<ReturnType<typeof oauthEntriesByHash>>>[number]
export type AccessTokenHolderModel = OAuthEntryModel
export type WebhookModel = WebhookRow
export type WebhookDeliveryModel = WebhookDeliveryRow
export type AppCredentialsModel = RowOf<typeof credentialsByHash>
export type OperationManifestModel = ManifestRow
export type ManifestOperationModel = RowOf<typeof operationsOfManifests>
export type StoredManifestModel = ManifestRow & { readonly operations: readonly RowOf<typeof textsOfManifests>[] }
