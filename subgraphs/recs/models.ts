import type { PostId, UserId } from '@varal/schema/ids'

/** Social says whether the viewer may see it. */
export interface PostModel {
  readonly id: PostId
}

export interface UserModel {
  readonly id: UserId
}
