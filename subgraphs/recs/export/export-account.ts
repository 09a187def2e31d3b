import { exporting } from '@varal/platform/personal-data/exporting'

/** All that recs knows of a person it has worked out from what the others tell. */
export const exportHandlers = exporting('recs', [])
