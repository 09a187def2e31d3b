import { type ErasureStep, erasing } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue } from '@varal/platform/tables'
import { awayPeople, hiddenPeople } from '../audiences/tables.ts'
import { blocks } from '../blocks/tables.ts'
import { candidates } from '../for-you/tables.ts'
import { people, posts } from '../search/tables.ts'

/** After the last words of users, media and social on the person. A new table adds its line. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: ['users.account.erasing', 'media.account.erased', 'social.account.erased'],
  forget: [
    forgetRows(people, people.id),
    forgetRows(posts, posts.authorId),
    forgetRows(candidates, candidates.authorId),
    forgetRows(blocks, blocks.blockerId),
    forgetRows(blocks, blocks.blockedId),
    forgetRows(hiddenPeople, hiddenPeople.id),
    forgetRows(awayPeople, awayPeople.id),
    forgetRows(exportsDue, exportsDue.userId),
    forgetLetters,
  ],
  tell: (work, leaving) => work.announce('recs.account.erased', leaving),
}

export const erasureHandlers = erasing(accountErasure)
