import { erased, exported } from './personal-data.ts'

/** What recs tells: of the data of one person only, when they leave or want a copy. */
export const recsEvents = {
  'recs.account.erased': erased,
  'recs.export.written': exported,
}
