import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { manyByKey, oneByKey, pageByKey } from '@varal/platform/load'
import type { AppId } from '@varal/schema/ids'
import { ownAccounts } from './accounts/reads.ts'
import { appsById, appsOfOwners, credentialsByHash } from './apps/reads.ts'
import { confirmationsOf, receipts } from './erasure/reads.ts'
import { dataExportsById, dataExportsOf } from './exports/reads.ts'
import { identitiesOfUsers } from './identities/reads.ts'
import { manifestsById, manifestsOfApps, operationsOfManifests, unusedManifests } from './manifests/reads.ts'
import type { ManifestRow } from './manifests/tables.ts'
import { profilesByHandle, profilesById } from './profiles/reads.ts'
import { confirmedFactors } from './second-factor/reads.ts'
import { sessionsById } from './sessions/reads.ts'
import { deliveriesOfWebhooks, webhooksById, webhooksOfApps } from './webhooks/reads.ts'

/** What the resolvers of one request have in common. */
export const loaders = (db: Db) => ({
  user: oneByKey(profilesById(db), (row) => row.id),
  userByHandle: oneByKey(profilesByHandle(db), (row) => row.sought),
  ownAccount: oneByKey(ownAccounts(db), (row) => row.id),
  secondFactor: oneByKey(confirmedFactors(db), (row) => row.userId),
  identitiesOfUser: manyByKey(identitiesOfUsers(db), (row) => row.userId),
  erasure: oneByKey(receipts(db), (row) => row.id),
  confirmationsOfErasure: manyByKey(confirmationsOf(db), (row) => row.erasureId),
  dataExport: oneByKey(dataExportsById(db), (row) => row.id),
  dataExportsOfUser: manyByKey(dataExportsOf(db), (row) => row.userId),
  session: oneByKey(sessionsById(db), (row) => row.id),
  app: oneByKey(appsById(db), (row) => row.id),
  appsOfOwner: pageByKey(appsOfOwners(db), (row) => row.ownerId),
  credentials: oneByKey(credentialsByHash(db), (row) => row.hash),
  webhook: oneByKey(webhooksById(db), (row) => row.id),
  webhooksOfApp: manyByKey(webhooksOfApps(db), (row) => row.appId),
  deliveriesOfWebhook: manyByKey(deliveriesOfWebhooks(db), (row) => row.webhookId),
  manifest: oneByKey(manifestsById(db), (row) => row.id),
  manifestsOfApp: pageByKey(manifestsOfApps(db), appOf),
  unusedManifests: perMoment((since) => pageByKey(unusedManifests(db, since), appOf)),
  operationsOfManifest: pageByKey(operationsOfManifests(db), (row) => row.manifestId),
})

/** Found by its app, so it has one. */
const appOf = ({ appId }: ManifestRow) => appId as AppId

/** A loader for each moment that a request asks for. */
function perMoment<Loader>(loaderOf: (moment: Date) => Loader): (moment: Date) => Loader {
  const loaders = new Map<number, Loader>()
  return (moment) => {
    const known = loaders.get(moment.getTime()) ?? loaderOf(moment)
    loaders.set(moment.getTime(), known)
    return known
  }
}

export type Ctx = Context<ReturnType<typeof loaders>>
