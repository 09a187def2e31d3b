import type { AssetId, PostId, UserId } from '@varal/schema/ids'
import type { JudgedBoard } from './boards/reads.ts'
import type { InvitationRow } from './collaborators/reads.ts'
import type { CollaboratorRow } from './collaborators/tables.ts'
import type { CommentRow } from './comments/tables.ts'
import type { KeywordFilterRow } from './keyword-filters/tables.ts'
import type { ListRow } from './lists/tables.ts'
import type { CaseRow, LogRow, ReportRow } from './moderation/tables.ts'
import type { PinRow } from './pins/tables.ts'
import type { PostRevisionRow, PostRow } from './posts/tables.ts'
import type { SectionRow } from './sections/tables.ts'
import type { Span } from './span.ts'

/** What resolvers hand around. A row in hand is one that the viewer may see. */
export type PostModel = PostRow
export type PostRevisionModel = PostRevisionRow
export type TextSpanModel = Span
export type { HashtagModel } from './hashtag-of.ts'
export type { RichTextModel } from './span.ts'
export type CommentModel = CommentRow
export type BoardModel = JudgedBoard
export type BoardSectionModel = SectionRow
export type CollaboratorModel = CollaboratorRow
export type BoardInvitationModel = InvitationRow
export type PinModel = PinRow
export type ListModel = ListRow
export type KeywordFilterModel = KeywordFilterRow
export type ModerationCaseModel = CaseRow
/** Of a case that has a verdict. */
export type ModerationNoticeModel = CaseRow
export type ModerationActionModel = LogRow
export type ReportModel = ReportRow
export type UserModel = { readonly id: UserId }
export type AssetModel = { readonly id: AssetId }
export type TombstoneModel = { readonly id: PostId }
