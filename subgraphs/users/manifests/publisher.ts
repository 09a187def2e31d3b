import { Mistake } from '@varal/platform/errors'
import type { Caller } from '@varal/platform/viewer'

/** Who may publish: an app that is allowed to, or somebody who is signed in. @throws UNAUTHENTICATED, FORBIDDEN */
export async function publisher(_input: unknown, { caller }: { caller: Caller }): Promise<Caller> {
  const { viewer, app } = caller
  if (!app && viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in, or send an API key.')
  if (app && !app.scopes.includes('developer:write'))
    throw new Mistake('FORBIDDEN', 'This app lacks the scope developer:write.')
  return caller
}
