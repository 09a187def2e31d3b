import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { manyByKey, oneByKey } from '@varal/platform/load'
import { captionsOf } from './captions/reads.ts'
import { removalsOf } from './expiry/reads.ts'
import { nearDuplicatesOf, picturesOf, renditionsOf } from './images/reads.ts'
import { assetsOfAllKinds } from './links/reads.ts'
import { labelsOf } from './safety/reads.ts'
import { uploadsById } from './uploads/reads.ts'
import { videosOf } from './videos/reads.ts'

/** What the resolvers of one request have in common. */
export const loaders = (db: Db) => ({
  asset: oneByKey(assetsOfAllKinds(db), (row) => row.id),
  renditions: manyByKey(renditionsOf(db), (row) => row.assetId),
  picture: oneByKey(picturesOf(db), (row) => row.assetId),
  nearDuplicates: manyByKey(nearDuplicatesOf(db), (row) => row.of),
  safetyLabels: manyByKey(labelsOf(db), (row) => row.assetId),
  video: oneByKey(videosOf(db), (row) => row.assetId),
  captions: manyByKey(captionsOf(db), (row) => row.assetId),
  removal: oneByKey(removalsOf(db), (row) => row.assetId),
  upload: oneByKey(uploadsById(db), (row) => row.id),
})

export type Ctx = Context<ReturnType<typeof loaders>>
