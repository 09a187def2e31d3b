import { globalId } from '@varal/platform/global-ids'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId, UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { apps } from '../apps/tables.ts'
import { type checkCredentials, credentialsShape, signInForApp } from '../sign-in-for-app.ts'
import { oauthGrants } from './tables.ts'

export const authorizeAppInput = z.object({ ...credentialsShape, appId: globalId('App') })

type Checked = Exclude<Awaited<ReturnType<typeof checkCredentials>>, { userErrors: unknown }>

/** Lets an app act for who has just proved who they are: in a session of its own, called as the app is. */
export async function authorizeApp(
  work: Work,
  viewer: Viewer,
  { appId, ...credentials }: z.output<typeof authorizeAppInput>,
  checked: Checked,
): Promise<Outcome<{ userId: UserId; sessionId: SessionId }>> {
  const [app] = await work.db.select({ name: apps.name }).from(apps).where(eq(apps.id, appId)).for('key share')
  if (!app) return refuse('NOT_FOUND', ['input', 'appId'])
  const opened = await signInForApp(work, viewer, credentials, checked, app.name)
  if (isRefusal(opened)) return opened
  await work.db.insert(oauthGrants).values({ sessionId: opened.sessionId, appId })
  return opened
}
