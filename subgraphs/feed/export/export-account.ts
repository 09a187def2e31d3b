import { exporting } from '@varal/platform/personal-data/exporting'
import { linesOf } from '@varal/platform/personal-data/lines-of'
import { notificationPreferences as preferences } from '../notifications/tables.ts'

/** What is on timelines and in notifications is what others have done. */
export const exportHandlers = exporting('feed', [
  linesOf('notification-preferences', preferences, { of: preferences.personId, by: preferences.type }, (row) => ({
    type: row.type,
    inApp: row.inApp,
    from: row.from,
  })),
])
