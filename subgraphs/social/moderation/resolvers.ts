import { Mistake } from '@varal/platform/errors'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { CaseId, ReportId, UserId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { appeal, appealableUntil, appealInput } from './appeal.ts'
import { moderate, moderateInput } from './moderate.ts'
import { casesInState, noticesOf } from './reads.ts'
import { report, reportInput } from './report.ts'
import { subjectGlobalId } from './subject.ts'
import type { CaseRow } from './tables.ts'

/** The gateway has asked too: a subgraph relies on nobody. */
function onlyModerators({ viewer }: Ctx): void {
  if (viewer.kind === 'anonymous' || viewer.role !== 'MODERATOR')
    throw new Mistake('FORBIDDEN', 'This is for moderators.')
}

const caseOfPayload = ({ caseId }: { caseId?: CaseId }, _args: unknown, ctx: Ctx) =>
  caseId ? ctx.load.moderationCase.load(caseId) : null

export const moderation = {
  Query: {
    moderationQueue: (_query, { state, ...args }, ctx) => {
      onlyModerators(ctx)
      return chronological(`moderation-queue-${state}`, ctx, args, {
        of: state,
        load: { load: async (of, request) => casesInState(ctx.db, of, request) },
        at: (row) => [row.openedAt, row.id],
        node: (row) => row,
      })
    },
    moderationCase: (_query, { id }, ctx) => {
      onlyModerators(ctx)
      const caseId = decodeId('Case', id)
      return caseId && ctx.load.moderationCase.load(caseId)
    },
    moderationNotices: (_query, args, ctx) =>
      chronological('moderation-notices', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => noticesOf(ctx.db, person, request) },
        at: (row) => [row.decidedAt as Date, row.id],
        node: (row) => row,
      }),
  },
  Mutation: {
    report: mutation(reportInput, report),
    appeal: mutation(appealInput, appeal),
    moderate: mutation(moderateInput, moderate),
  },
  ReportPayload: {
    reportId: ({ reportId }: { reportId?: ReportId }) => (reportId ? encodeId('Report', reportId) : null),
  },
  AppealPayload: { notice: caseOfPayload },
  ModeratePayload: { case: caseOfPayload },
  Post: { sensitive: ({ sensitive, isMarkedSensitive }) => sensitive || isMarkedSensitive },
  ModerationNotice: {
    id: ({ id }) => encodeId('Case', id),
    subjectId: (held) => subjectGlobalId(subjectOf(held)),
    verdict: ({ verdict }) => verdict as NonNullable<typeof verdict>,
    reason: ({ reason }) => reason ?? '',
    at: ({ decidedAt }) => decidedAt as Date,
    appealableUntil: (held, _args, ctx) => appealableUntil(held, ctx.clock.now()),
    appeal: ({ appealedAt, state }) => {
      if (appealedAt === null) return null
      if (state === 'APPEALED') return 'WAITING'
      return state === 'DISMISSED' ? 'ACCEPTED' : 'REJECTED'
    },
  },
  ModerationCase: {
    id: ({ id }) => encodeId('Case', id),
    owner: ({ ownerId }) => ({ id: ownerId }),
    subject: loadSubject as never,
    latestReports: ({ id }, _args, ctx) => ctx.load.latestReports.load(id),
    history: ({ id }, _args, ctx) => ctx.load.latestActions.load(id),
  },
  ModerationAction: { moderator: ({ moderatorId }) => ({ id: moderatorId }) },
} satisfies Resolvers

const subjectOf = ({ subjectKind, subjectId }: CaseRow) => ({ kind: subjectKind, id: subjectId })

/** As it is, whoever may see it: a moderator must. */
async function loadSubject(held: CaseRow, _args: unknown, { load }: Ctx) {
  const { subjectKind: __typename, subjectId } = held
  switch (__typename) {
    case 'Post': {
      const post = await load.reportedPost.load(subjectId)
      return post && { ...post, __typename }
    }
    case 'Comment': {
      const found = await load.reportedComment.load(subjectId)
      if (!found) return null
      // The comment's own post, which the moderator may not see otherwise.
      load.post.clear(found.post.id).prime(found.post.id, found.post)
      return { ...found.comment, __typename }
    }
    case 'Board': {
      const board = await load.reportedBoard.load(subjectId)
      return board && { ...board, role: null, __typename }
    }
    case 'User':
      return { id: subjectId as UserId, __typename }
  }
}
