import { mutation } from '@varal/platform/mutation'
import type { Viewer } from '@varal/platform/viewer'
import type { Resolvers } from '../generated/resolvers.ts'
import type { AssetModel } from '../models.ts'
import { restoreFromArchive, restoreFromArchiveInput } from './restore-from-archive.ts'

export const archiveResolvers = {
  Mutation: { restoreFromArchive: mutation(restoreFromArchiveInput, restoreFromArchive) },
  RestoreFromArchivePayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  Asset: {
    storage: (asset, _args, { viewer }) => (isOwn(asset, viewer) ? storageOf(asset) : null),
    restoreEta: (asset, _args, { viewer }) => (asset.kind !== 'LINK' && isOwn(asset, viewer) ? asset.restoreEta : null),
  },
} satisfies Resolvers

const isOwn = ({ ownerId }: AssetModel, viewer: Viewer) => viewer.kind === 'user' && viewer.id === ownerId

function storageOf(asset: AssetModel) {
  if (asset.kind === 'LINK') return null
  return asset.storage === 'COOLING' ? 'HOT' : asset.storage
}
