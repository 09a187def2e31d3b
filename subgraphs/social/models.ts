import type { AssetId, PostId, UserId } from '@varal/schema/ids'
import type { BoardRow } from './boards/tables.ts'
import type { CommentRow } from './comments/tables.ts'
import type { PinRow } from './pins/tables.ts'
import type { PostRow } from './posts/tables.ts'

/** What resolvers hand around. A row in hand is one that the viewer may see. */
export type PostModel = PostRow
export type CommentModel = CommentRow
export type BoardModel = BoardRow
export type PinModel = PinRow
export type UserModel = { readonly id: UserId }
export type AssetModel = { readonly id: AssetId }
export type TombstoneModel = { readonly id: PostId }
