import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'

/** Whose lists are asked for. Only for fields that are `@authenticated`: the others never get here without a viewer. */
export function signedIn(viewer: Viewer): UserId {
  if (viewer.kind === 'anonymous') throw new Error('A field that needs a viewer is not @authenticated')
  return viewer.id
}
