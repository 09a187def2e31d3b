import { decodeId } from '@varal/platform/global-ids'
import type { Ctx } from '../loaders.ts'
import type { AppCredentialsModel, AppModel } from '../models.ts'
import { findOwnApp } from '../own-app.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** The viewer's own app of this id, or without an id the app that asks; null for anybody else. */
export function findApp(id: string | null | undefined, ctx: Ctx): Promise<AppModel | null> | null {
  const appId = id == null ? (ctx.caller.app?.id ?? null) : decodeId('App', id)
  return appId && findOwnApp(appId, ctx)
}

/** What a key allows; null if it is nobody's, or has ended. */
export async function findCredentials(keyHash: string, { load, clock }: Ctx): Promise<AppCredentialsModel | null> {
  if (!SHA256.test(keyHash)) return null
  const found = await load.credentials.load(keyHash)
  const hasEnded = found?.endsAt && found.endsAt <= clock.now()
  return hasEnded ? null : found
}
