/** For whoever erases a person: see there. */
export { forgetArchives as forgetExports } from './exports/sweep-archives.ts'
