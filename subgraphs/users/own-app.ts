import type { Caller } from '@varal/platform/viewer'
import type { AppId } from '@varal/schema/ids'
import type { AppRow } from './apps/tables.ts'
import type { Ctx } from './loaders.ts'

/** Whether an app is the viewer's, or is itself the one that asks. For anybody else it does not exist. */
export const isOwnApp = ({ id, ownerId }: Pick<AppRow, 'id' | 'ownerId'>, { viewer, app }: Caller): boolean =>
  app?.id === id || (viewer.kind === 'user' && viewer.id === ownerId)

/** The app of this id; null unless it is one's own. */
export async function findOwnApp(id: AppId, { load, caller }: Ctx): Promise<AppRow | null> {
  const app = await load.app.load(id)
  return app && isOwnApp(app, caller) ? app : null
}
