import { type Scope, scopeNames } from '@varal/schema/scopes'
import type { Ctx } from '../loaders.ts'
import type { AccessTokenHolderModel, OAuthEntryModel } from '../models.ts'
import { oauthEntriesByHash } from './reads.ts'
import { type OAuthModel, oauthModels } from './tables.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** What the authorization server kept; null if it has ended, or with its session. */
export async function findOAuthEntry(
  model: string,
  idHash: string,
  { db, clock }: Ctx,
): Promise<OAuthEntryModel | null> {
  if (!(oauthModels as readonly string[]).includes(model) || !SHA256.test(idHash)) return null
  const [entry] = await oauthEntriesByHash(db, clock.now())(model as OAuthModel, [idHash])
  return entry ?? null
}

/** Who acts for whom with an access token: what was allowed, as far as the app may still ask for it. */
export async function findAppOfAccessToken(tokenHash: string, ctx: Ctx): Promise<AccessTokenHolderModel | null> {
  const entry = await findOAuthEntry('AccessToken', tokenHash, ctx)
  if (!entry) return null
  const { scope } = entry.payload
  const granted = typeof scope === 'string' ? scope.split(' ') : []
  const allowed = (one: Scope) => granted.includes(one) && (entry.firstParty || entry.scopes.includes(one))
  return { ...entry, scopes: scopeNames.filter(allowed) }
}
