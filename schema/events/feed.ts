import { erased, exported } from './personal-data.ts'

/** What feed tells: of the data of one person only, when they leave or want a copy. */
export const feedEvents = {
  'feed.account.erased': erased,
  'feed.export.written': exported,
}
