import { isRefusal, type Outcome } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId, UserId } from '@varal/schema/ids'
import type { z } from 'zod'
import { type checkCredentials, createSession, createSessionInput } from './sessions/create-session.ts'

export { checkCredentials } from './sessions/create-session.ts'
export { lifeBegins } from './sessions/lifetime.ts'

/** How a person proves to an app's consent page who they are: as when they sign in. */
export const credentialsShape = createSessionInput.shape

type Checked = Exclude<Awaited<ReturnType<typeof checkCredentials>>, { userErrors: unknown }>

/** Opens a session in which an app acts; nobody is told its refresh token. */
export async function signInForApp(
  work: Work,
  viewer: Viewer,
  input: z.output<typeof createSessionInput>,
  checked: Checked,
  appName: string,
): Promise<Outcome<{ userId: UserId; sessionId: SessionId }>> {
  const opened = await createSession(work, viewer, input, { ...checked, device: appName })
  if (isRefusal(opened)) return opened
  return { userId: opened.viewer.id, sessionId: opened.viewer.sessionId }
}
