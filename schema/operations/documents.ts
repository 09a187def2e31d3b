/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AssetKind =
  | 'IMAGE'
  /** What a post leads to. Never uploaded. */
  | 'LINK'
  | 'VIDEO';

export type AssetState =
  | 'AWAITING_BYTES'
  | 'FAILED'
  /** Of a video: one quality can be played. The others follow, and it does not fail any more. */
  | 'PLAYABLE'
  | 'PROCESSING'
  | 'READY';

export type BlockInput = {
  userId: string;
};

export type BoardPrivacy =
  /** For its owner and its collaborators. Admins let others in. */
  | 'COLLABORATORS'
  | 'PUBLIC'
  /** For its owner, and whom the owner lets in. Nobody else knows that it exists. */
  | 'SECRET';

export type CandidateSource =
  | 'FRESH'
  | 'POPULAR';

export type CompleteUploadInput = {
  /** Of MULTIPART, what the client has sent: checked, if it is given. */
  parts?: Array<CompletedPartInput> | null | undefined;
  uploadId: string;
};

export type CompletedPartInput = {
  /** As the store answered it, with its quotes or without. */
  etag: string;
  number: number;
};

export type CreateBoardInput = {
  /** At most 500 characters. */
  description?: string | null | undefined;
  idempotencyKey: string;
  /** 1 to 80 characters. */
  name: string;
  privacy?: BoardPrivacy;
};

export type CreateCommentInput = {
  /** One of the caller's own pictures. Accepted at any time after createUpload: the comment is seen at once, and the picture when it is ready. */
  assetId?: string | null | undefined;
  idempotencyKey: string;
  /** A comment on the same post, to reply to it. */
  parentId?: string | null | undefined;
  postId: string;
  /** 1 to 2,000 characters. May be empty beside a picture. */
  text: string;
};

export type CreatePostInput = {
  /** Publishes it at `publishPost`. A person has at most 500 drafts and scheduled posts. */
  asDraft?: boolean;
  /** At most 10 of the caller's own, none twice. Accepted at any time after createUpload: the post waits for them. */
  assetIds?: Array<string>;
  /** 1 to 200 characters. */
  contentWarning?: string | null | undefined;
  idempotencyKey: string;
  /** At most 2,048 characters. */
  link?: string | null | undefined;
  locale?: string | null | undefined;
  /** Publishes it then: in the future, within a year. Not together with `asDraft`. */
  publishAt?: string | null | undefined;
  /** A post that the caller sees. Who may not see it sees a tombstone in its place. */
  quoteOf?: string | null | undefined;
  sensitive?: boolean;
  /** At most 5,000 characters. Needed when there are no assets, no link and no quoted post. */
  text?: string | null | undefined;
  visibility?: Visibility;
  whenMediaNotReady?: NotReadyPolicy;
};

export type CreateSessionInput = {
  handleOrEmail: string;
  /** A code of the second factor, or a recovery code. Each is good once. */
  otp?: string | null | undefined;
  password: string;
};

export type CreateUploadInput = {
  altText?: string | null | undefined;
  /** 1 to uploadLimits.maxImageBytes or maxVideoBytes. */
  bytes: string;
  idempotencyKey: string;
  kind: AssetKind;
  /** One of uploadLimits.acceptedMimeTypes. */
  mimeType: string;
  /** Files above 20 MiB are never sent by SINGLE_PUT, and those of up to 8 MiB never by MULTIPART. By size, if absent. */
  preferProtocol?: UploadProtocol | null | undefined;
  /** Of the whole file, 64 hexadecimal digits. */
  sha256: string;
};

export type DeletePostInput = {
  id: string;
};

export type ErrorCode =
  /** Moderators have closed the account. Told only to who knows the password. */
  | 'ACCOUNT_SUSPENDED'
  /** It is there already. */
  | 'ALREADY_EXISTS'
  /** Only a draft or a scheduled post has a time at which it will be published. */
  | 'ALREADY_PUBLISHED'
  /** It was appealed already, too long ago, or there is nothing to appeal. */
  | 'APPEAL_CLOSED'
  /** The asset does not exist, is not the caller's, or failed. */
  | 'ASSET_NOT_USABLE'
  /** The asset is still being uploaded or processed. */
  | 'ASSET_UNFINISHED'
  /** One of the two has blocked the other. */
  | 'BLOCKED'
  | 'CANNOT_BLOCK_SELF'
  | 'CANNOT_FOLLOW_SELF'
  | 'CANNOT_MUTE_SELF'
  | 'CANNOT_REPORT_SELF'
  /** Only public posts of people whose account is open can be reposted. */
  | 'CANNOT_REPOST'
  /** What was sent is not WebVTT, or uses more of it than is taken. */
  | 'CAPTIONS_INVALID'
  /** The bytes that arrived are not the bytes that were declared. */
  | 'CHECKSUM_MISMATCH'
  /** The code is wrong, was used before, or is too old. */
  | 'CODE_INVALID'
  /** Wrong name or password; which of the two is not said. */
  | 'CREDENTIALS_INVALID'
  | 'DAILY_QUOTA_EXCEEDED'
  | 'EMAIL_TAKEN'
  | 'FILE_TOO_LARGE'
  | 'FORBIDDEN'
  | 'HANDLE_TAKEN'
  /** The idempotency key was used before, with other input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The identity, or another of the same provider, is linked to an account already. */
  | 'IDENTITY_TAKEN'
  /** There would be no way left to sign in: choose a password first. */
  | 'LAST_WAY_IN'
  /** There are as many of these as there may be. */
  | 'LIMIT_REACHED'
  | 'LINK_BLOCKED'
  /** There is a second factor: turn it off first. */
  | 'MFA_ALREADY_ON'
  /** The password is right, and a code of the second factor is needed: send it as `otp`. */
  | 'MFA_REQUIRED'
  /** There is no such thing, or not for this viewer: the two are never told apart. */
  | 'NOT_FOUND'
  /** The asset has not failed, its own bytes are at fault, or they are no longer here: send them again. */
  | 'NOT_RETRYABLE'
  /** Too many attempts. RateLimitedError says when to try again. */
  | 'RATE_LIMITED'
  /** Nobody has this identity yet: send `newcomer`. */
  | 'REGISTRATION_REQUIRED'
  /** The post's author lets only some people comment. */
  | 'REPLIES_RESTRICTED'
  /** The refresh token is expired, revoked or was used before. */
  | 'SESSION_EXPIRED'
  | 'TOO_MANY_OPEN_UPLOADS'
  /** Younger than people here must be. */
  | 'TOO_YOUNG'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UPLOAD_EXPIRED'
  | 'UPLOAD_FINISHED'
  /** No bytes have arrived at the upload's address yet. */
  | 'UPLOAD_INCOMPLETE'
  /** Empty, too long, of the wrong form, or not an id of the right kind. `path` says which input. */
  | 'VALIDATION_FAILED'
  /** Somebody changed it since `expectedVersion`. Read again, then retry. */
  | 'VERSION_CONFLICT'
  | 'VIDEOS_UNAVAILABLE';

export type FollowInput = {
  /** Whether to hear of each new post. Absent leaves it as it is, at first: not. */
  notifyOnPost?: boolean | null | undefined;
  userId: string;
};

export type LikePostInput = {
  postId: string;
};

export type ManifestOperationInput = {
  /** The text, with one operation. At most 64 KB. */
  body: string;
  /** What the client sends instead of the text. 64 hexadecimal digits must be the SHA-256 of the text. 1 to 128 printable characters. */
  id: string;
  /** 1 to 200 characters. */
  name: string;
};

export type ManifestState =
  /** Its operations run. */
  | 'ACTIVE'
  /** Not all of its operations have arrived. Forgotten after a day in which none arrived. */
  | 'DRAFT'
  /** Its operations run no longer, unless another version has them too. */
  | 'RETIRED';

export type MarkNotificationsReadInput = {
  /** The cursor of a NotificationEdge: it and everything older is read. */
  upTo: string;
};

export type MatchKind =
  /** The same but for accents. */
  | 'ACCENT_FOLDED'
  /** As it was written, capitals aside. */
  | 'EXACT'
  /** The beginning of a word. */
  | 'PREFIX'
  /** A similar spelling. */
  | 'TYPO';

export type NotReadyPolicy =
  /** The post waits for its media. */
  | 'PUBLISH_WHEN_PLAYABLE'
  /** ASSET_NOT_USABLE. */
  | 'REJECT';

/** What somebody did. Likes, reposts and saves of one post, likes of one comment, followers and requests are grouped until they are read. */
export type NotificationType =
  /** The subject is the board. It leaves the list when the invitation ends without an answer, or who accepted leaves the board. */
  | 'BOARD_INVITATION'
  /** On the viewer's post. */
  | 'COMMENT'
  | 'COMMENT_LIKE'
  | 'FOLLOW'
  /** The viewer had asked. */
  | 'FOLLOW_ACCEPTED'
  /** They wait for an answer; it leaves the list when there is one. */
  | 'FOLLOW_REQUEST'
  | 'LIKE'
  /** In a post or a comment that is nothing else to the viewer. */
  | 'MENTION'
  /** By somebody followed with `notifyOnPost`. */
  | 'NEW_POST'
  /** The subject is the post that quotes one of the viewer's. */
  | 'QUOTE'
  /** To the viewer's comment, whoever wrote the post. */
  | 'REPLY'
  | 'REPOST'
  /** The viewer's post was pinned, on a board that is not secret. */
  | 'SAVE';

/** What it shows: its media, or else its link, or else its text. MIXED is pictures and videos. */
export type PostKind =
  | 'IMAGE'
  | 'LINK'
  | 'MIXED'
  /** Another post, shown by somebody to their followers: see `repostOf`. It has nothing of its own; likes, comments and pins are of what it shows. */
  | 'REPOST'
  | 'TEXT'
  | 'VIDEO';

export type PostState =
  /** Only its author knows of it, until `publishPost`. */
  | 'DRAFT'
  /** Its media could not be processed. */
  | 'FAILED'
  | 'PUBLISHED'
  /** Taken away by moderators: only its author finds it, and why in `moderationNotices`. */
  | 'REMOVED'
  /** Only its author knows of it, until `publishAt`. */
  | 'SCHEDULED'
  /** Published as soon as its media are ready. */
  | 'WAITING_FOR_MEDIA';

export type ProcessingStage =
  | 'FAILED'
  | 'PLAYABLE'
  | 'PROBED'
  | 'READY'
  | 'RECEIVED'
  | 'RENDITION_READY';

export type ProfileFieldInput = {
  /** 1 to 40 characters. */
  name: string;
  /** 1 to 200 characters. */
  value: string;
};

export type PublishManifestInput = {
  /** Which of the viewer's own apps it is for. The app that asks, or the one that has the client's name, if absent. */
  appId?: string | null | undefined;
  /** As the client names itself in `graphql-client-name`: 1 to 64 of a-z, 0-9, . and -. It belongs to the app that publishes it first. */
  client: string;
  /** Whether these are the last of them. Until then none of them counts. */
  complete?: boolean;
  /** At most 100 in one call, and 2,000 in all. */
  operations: Array<ManifestOperationInput>;
  /** As the client says in `graphql-client-version`: 1 to 64 of A-Z, a-z, 0-9, ., _, + and -. A published version does not change. */
  version: string;
};

export type RefreshSessionInput = {
  refreshToken: string;
};

export type RegisterInput = {
  /** As 2001-12-31. Only the person themself sees it. TOO_YOUNG below the minimum age. */
  birthDate?: string | null | undefined;
  email: string;
  /** 3 to 30 of a-z, 0-9, _ and ., starting with a letter or digit. Capitals are folded. */
  handle: string;
  idempotencyKey: string;
  /** For messages and mails; from Accept-Language if absent. */
  locale?: string | null | undefined;
  /** At most 80 characters. */
  location?: string | null | undefined;
  /** Shown to others. 1 to 60 characters. */
  name: string;
  /** 8 to 200 characters. */
  password: string;
};

export type RetireManifestInput = {
  client: string;
  version: string;
};

export type SavePostInput = {
  /** Absent: the caller's default board, which is made at the first such save, and is secret until its owner decides otherwise. */
  boardId?: string | null | undefined;
  /** The pin of the same post where the caller found it. */
  fromPinId?: string | null | undefined;
  idempotencyKey: string;
  /** At most 500 characters. */
  note?: string | null | undefined;
  postId: string;
  /** A section of the board. */
  sectionId?: string | null | undefined;
};

export type StreamResetReason =
  /** More than 256 items were waiting, or nothing was taken for 5 seconds. */
  | 'CONSUMER_TOO_SLOW'
  /** Not a cursor of this stream, or of a log that no longer exists. */
  | 'CURSOR_INVALID'
  /** Older than the log, which holds 24 hours. */
  | 'CURSOR_TOO_OLD'
  | 'PERMISSION_CHANGED';

/** What is absent stays; null clears what may be empty. */
export type UpdateProfileInput = {
  /** An image of the caller's own, ready. */
  avatarAssetId?: string | null | undefined;
  /** At most 500 characters. */
  bio?: string | null | undefined;
  /** An image of the caller's own, ready. */
  coverAssetId?: string | null | undefined;
  /** 1 to 60 characters. */
  displayName?: string | null | undefined;
  /** If given, the edit is refused when the profile has another version. */
  expectedVersion?: string | null | undefined;
  /** All of them, at most 8. */
  fields?: Array<ProfileFieldInput> | null | undefined;
  /** At most 80 characters. */
  location?: string | null | undefined;
  /** At most 500 characters. */
  website?: string | null | undefined;
};

export type UploadProtocol =
  /** A PUT for each part, in any order, several at once. Each answer's ETag may be handed to completeUpload. */
  | 'MULTIPART'
  /** One PUT of the whole file. */
  | 'SINGLE_PUT'
  /** The resumable protocol of tus.io, version 1.0.0, at `tusUrl`. */
  | 'TUS';

export type Visibility =
  | 'FOLLOWERS'
  | 'ONLY_ME'
  | 'PUBLIC'
  /** Reachable by its link and on the author's profile, never recommended or found. */
  | 'UNLISTED';

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { register: { viewer: { user: { id: string, handle: string, displayName: string, avatar: { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
            | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
            | Record<PropertyKey, never>
           | null } | null } } | null, tokens: { accessToken: string, refreshToken: string, expiresAt: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type SignInMutationVariables = Exact<{
  input: CreateSessionInput;
}>;


export type SignInMutation = { createSession: { tokens: { accessToken: string, refreshToken: string, expiresAt: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { refreshSession: { tokens: { accessToken: string, refreshToken: string, expiresAt: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { user: { version: string, id: string, handle: string, displayName: string, avatar: { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
          | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
          | Record<PropertyKey, never>
         | null } | null } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type ProfileQueryVariables = Exact<{
  handle: string;
  first?: number;
}>;


export type ProfileQuery = { user: { bio: string | null, joinedAt: string, id: string, handle: string, displayName: string, followerCount: { value: string } | null, followingCount: { value: string } | null, postCount: { value: string } | null, posts: { nodes: Array<{ id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
            | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
            | Record<PropertyKey, never>
           | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, avatar: { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
        | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
        | Record<PropertyKey, never>
       | null } | null } | null };

export type PublishManifestMutationVariables = Exact<{
  input: PublishManifestInput;
}>;


export type PublishManifestMutation = { publishManifest: { manifest: { id: string, client: string, version: string, operationCount: number, maxOperationCost: number } | null, rejected: Array<{ operationId: string, reason: string, estimatedCost: number | null }>, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type RetireManifestMutationVariables = Exact<{
  input: RetireManifestInput;
}>;


export type RetireManifestMutation = { retireManifest: { manifest: { id: string, client: string, version: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type ManifestsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ManifestsQuery = { app: { id: string, name: string, manifests: { nodes: Array<{ client: string, version: string, state: ManifestState, operationCount: number, maxOperationCost: number, publishedAt: string | null, lastUsedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type UnusedManifestsQueryVariables = Exact<{
  days: number;
  first: number;
  after?: string | null | undefined;
}>;


export type UnusedManifestsQuery = { app: { id: string, name: string, unusedManifests: { nodes: Array<{ client: string, version: string, state: ManifestState, operationCount: number, maxOperationCost: number, publishedAt: string | null, lastUsedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ManifestSummaryFragment = { client: string, version: string, state: ManifestState, operationCount: number, maxOperationCost: number, publishedAt: string | null, lastUsedAt: string | null };

export type ForYouQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type ForYouQuery = { forYou: { edges: Array<{ candidateSource: CandidateSource, node: { id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
            | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
            | Record<PropertyKey, never>
           | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type SearchQueryVariables = Exact<{
  query: string;
  first?: number;
  after?: string | null | undefined;
}>;


export type SearchQuery = { search: { edges: Array<{ match: MatchKind, node:
        | { __typename: 'Post', id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
              | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
              | Record<PropertyKey, never>
             | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null }
        | { __typename: 'User', id: string, handle: string, displayName: string, avatar: { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
              | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
              | Record<PropertyKey, never>
             | null } | null }
       | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type HomeFeedQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type HomeFeedQuery = { homeFeed: { streamCursor: string, nodes: Array<{ id: string, deliveredAt: string, reason:
        | { user: { id: string } | null }
        | Record<PropertyKey, never>
      , post: { id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
            | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
            | Record<PropertyKey, never>
           | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type HomeFeedGrewSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type HomeFeedGrewSubscription = { homeFeed:
    | { __typename: 'FeedItemAdded', cursor: string, item: { id: string, deliveredAt: string, reason:
          | { user: { id: string } | null }
          | Record<PropertyKey, never>
        , post: { id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
              | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
              | Record<PropertyKey, never>
             | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null } | null } }
    | { __typename: 'FeedItemRemoved', cursor: string, feedItemId: string }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReset', cursor: string, reason: StreamResetReason }
   };

export type NotificationsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type NotificationsQuery = { notifications: { streamCursor: string, edges: Array<{ cursor: string, node: { id: string, type: NotificationType, actorCount: number, read: boolean, updatedAt: string, actors: Array<{ id: string, handle: string, displayName: string }> | null, subject:
          | { id: string, said: { text: string } }
          | { id: string, text: { text: string } | null }
          | Record<PropertyKey, never>
         | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, unread: { notifications: number, version: string } } | null };

export type MarkNotificationsReadMutationVariables = Exact<{
  input: MarkNotificationsReadInput;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: { unread: { notifications: number, version: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type NotificationsChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NotificationsChangedSubscription = { notifications:
    | { __typename: 'NotificationChanged', cursor: string, notification: { id: string, type: NotificationType, actorCount: number, read: boolean, updatedAt: string, actors: Array<{ id: string, handle: string, displayName: string }> | null, subject:
          | { id: string, said: { text: string } }
          | { id: string, text: { text: string } | null }
          | Record<PropertyKey, never>
         | null }, unread: { notifications: number, version: string } }
    | { __typename: 'NotificationRemoved', cursor: string, notificationId: string, unread: { notifications: number, version: string } }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReset', cursor: string, reason: StreamResetReason }
    | { __typename: 'UnreadChanged', cursor: string, unread: { notifications: number, version: string } }
   };

export type PersonCardFragment = { id: string, handle: string, displayName: string, avatar: { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
      | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
      | Record<PropertyKey, never>
     | null } | null };

export type PictureFragment = { id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
    | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
    | Record<PropertyKey, never>
   | null };

export type PostCardFragment = { id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
      | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
      | Record<PropertyKey, never>
     | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null };

export type HomeItemFragment = { id: string, deliveredAt: string, reason:
    | { user: { id: string } | null }
    | Record<PropertyKey, never>
  , post: { id: string, kind: PostKind, state: PostState, createdAt: string, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
        | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
        | Record<PropertyKey, never>
       | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null } | null };

export type NoticeFragment = { id: string, type: NotificationType, actorCount: number, read: boolean, updatedAt: string, actors: Array<{ id: string, handle: string, displayName: string }> | null, subject:
    | { id: string, said: { text: string } }
    | { id: string, text: { text: string } | null }
    | Record<PropertyKey, never>
   | null };

type Refusals_RateLimitedError_Fragment = { code: ErrorCode, message: string, path: Array<string> | null };

type Refusals_ValidationError_Fragment = { code: ErrorCode, message: string, path: Array<string> | null };

type Refusals_VersionConflictError_Fragment = { code: ErrorCode, message: string, path: Array<string> | null };

export type RefusalsFragment =
  | Refusals_RateLimitedError_Fragment
  | Refusals_ValidationError_Fragment
  | Refusals_VersionConflictError_Fragment
;

export type FollowMutationVariables = Exact<{
  input: FollowInput;
}>;


export type FollowMutation = { follow: { user: { id: string } | null, relationship: { following: boolean, followedBy: boolean } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type UnfollowMutationVariables = Exact<{
  input: FollowInput;
}>;


export type UnfollowMutation = { unfollow: { user: { id: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type BlockMutationVariables = Exact<{
  input: BlockInput;
}>;


export type BlockMutation = { block: { user: { id: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreatePostMutationVariables = Exact<{
  input: CreatePostInput;
}>;


export type CreatePostMutation = { createPost: { post: { id: string, state: PostState } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type DeletePostMutationVariables = Exact<{
  input: DeletePostInput;
}>;


export type DeletePostMutation = { deletePost: { deletedPostId: string | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type LikePostMutationVariables = Exact<{
  input: LikePostInput;
}>;


export type LikePostMutation = { likePost: { post: { id: string, viewerState: { liked: boolean } | null } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type UnlikePostMutationVariables = Exact<{
  input: LikePostInput;
}>;


export type UnlikePostMutation = { unlikePost: { post: { id: string, viewerState: { liked: boolean } | null } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateCommentMutationVariables = Exact<{
  input: CreateCommentInput;
}>;


export type CreateCommentMutation = { createComment: { comment: { id: string, text: { text: string } } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateBoardMutationVariables = Exact<{
  input: CreateBoardInput;
}>;


export type CreateBoardMutation = { createBoard: { board: { id: string, name: string } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type SavePostMutationVariables = Exact<{
  input: SavePostInput;
}>;


export type SavePostMutation = { savePost: { pin: { id: string, board: { id: string, name: string } } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type PostQueryVariables = Exact<{
  id: string;
  comments?: number;
}>;


export type PostQuery = { post: { id: string, kind: PostKind, state: PostState, createdAt: string, comments: { streamCursor: string, nodes: Array<{ id: string, text: { text: string }, author: { id: string, handle: string } | null }> }, text: { text: string } | null, media: Array<{ id: string, state: AssetState, altText: string | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
        | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
        | Record<PropertyKey, never>
       | null }> | null, author: { id: string, handle: string, displayName: string } | null, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } }, viewerState: { liked: boolean } | null } | null };

export type PostActivitySubscriptionVariables = Exact<{
  postId: string;
  after?: string | null | undefined;
}>;


export type PostActivitySubscription = { postActivity:
    | { __typename: 'CommentAdded', cursor: string, comment: { id: string, text: { text: string }, author: { id: string, handle: string } | null } }
    | { __typename: 'CommentChanged', cursor: string }
    | { __typename: 'CommentRemoved', cursor: string, commentId: string }
    | { __typename: 'PostCountsChanged', cursor: string, post: { id: string, counts: { likes: { value: string, version: string }, comments: { value: string, version: string }, saves: { value: string, version: string } } } }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReset', cursor: string, reason: StreamResetReason }
   };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload: { upload: { id: string, asset: { id: string, state: AssetState }, parts: Array<{ url: string, offset: string, length: string, headers: Array<{ name: string, value: string }> }> } | null, existing: { id: string, state: AssetState } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type CompleteUploadMutationVariables = Exact<{
  input: CompleteUploadInput;
}>;


export type CompleteUploadMutation = { completeUpload: { asset: { id: string, state: AssetState } | null, userErrors: Array<
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
      | { code: ErrorCode, message: string, path: Array<string> | null }
    > } };

export type AssetProgressSubscriptionVariables = Exact<{
  assetId: string;
  after?: string | null | undefined;
}>;


export type AssetProgressSubscription = { assetProgress:
    | { __typename: 'AssetProgressEvent', cursor: string, stage: ProcessingStage, percent: number, asset: { id: string, state: AssetState, altText: string | null, failure: { code: string, message: string } | null, placeholder: { thumbhash: string, aspectRatio: number } | null, content:
          | { width: number, height: number, dominantColor: string, renditions: Array<{ url: string, width: number, height: number }> }
          | Record<PropertyKey, never>
         | null } }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReset', cursor: string, reason: StreamResetReason }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ManifestSummaryFragmentDoc = new TypedDocumentString(`
    fragment ManifestSummary on OperationManifest {
  client
  version
  state
  operationCount
  maxOperationCost
  publishedAt
  lastUsedAt
}
    `, {"fragmentName":"ManifestSummary"}) as unknown as TypedDocumentString<ManifestSummaryFragment, unknown>;
export const PictureFragmentDoc = new TypedDocumentString(`
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
    `, {"fragmentName":"Picture"}) as unknown as TypedDocumentString<PictureFragment, unknown>;
export const PersonCardFragmentDoc = new TypedDocumentString(`
    fragment PersonCard on User {
  id
  handle
  displayName
  avatar {
    ...Picture
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}`, {"fragmentName":"PersonCard"}) as unknown as TypedDocumentString<PersonCardFragment, unknown>;
export const PostCardFragmentDoc = new TypedDocumentString(`
    fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}`, {"fragmentName":"PostCard"}) as unknown as TypedDocumentString<PostCardFragment, unknown>;
export const HomeItemFragmentDoc = new TypedDocumentString(`
    fragment HomeItem on FeedItem {
  id
  deliveredAt
  reason {
    ... on FollowedAuthor {
      user {
        id
      }
    }
  }
  post {
    ...PostCard
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}`, {"fragmentName":"HomeItem"}) as unknown as TypedDocumentString<HomeItemFragment, unknown>;
export const NoticeFragmentDoc = new TypedDocumentString(`
    fragment Notice on Notification {
  id
  type
  actorCount
  read
  updatedAt
  actors {
    id
    handle
    displayName
  }
  subject {
    ... on Post {
      id
      text {
        text
      }
    }
    ... on Comment {
      id
      said: text {
        text
      }
    }
  }
}
    `, {"fragmentName":"Notice"}) as unknown as TypedDocumentString<NoticeFragment, unknown>;
export const RefusalsFragmentDoc = new TypedDocumentString(`
    fragment Refusals on UserError {
  code
  message
  path
}
    `, {"fragmentName":"Refusals"}) as unknown as TypedDocumentString<RefusalsFragment, unknown>;
export const RegisterDocument = new TypedDocumentString(`
    mutation Register($input: RegisterInput!) {
  register(input: $input) {
    viewer {
      user {
        ...PersonCard
      }
    }
    tokens {
      accessToken
      refreshToken
      expiresAt
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment PersonCard on User {
  id
  handle
  displayName
  avatar {
    ...Picture
  }
}
fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RegisterMutation, RegisterMutationVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: CreateSessionInput!) {
  createSession(input: $input) {
    tokens {
      accessToken
      refreshToken
      expiresAt
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = new TypedDocumentString(`
    mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    tokens {
      accessToken
      refreshToken
      expiresAt
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user {
      ...PersonCard
      version
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment PersonCard on User {
  id
  handle
  displayName
  avatar {
    ...Picture
  }
}
fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile($handle: String!, $first: Int! = 20) {
  user(handle: $handle) {
    ...PersonCard
    bio
    joinedAt
    followerCount {
      value
    }
    followingCount {
      value
    }
    postCount {
      value
    }
    posts(first: $first) {
      nodes {
        ...PostCard
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment PersonCard on User {
  id
  handle
  displayName
  avatar {
    ...Picture
  }
}
fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}`) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const PublishManifestDocument = new TypedDocumentString(`
    mutation PublishManifest($input: PublishManifestInput!) {
  publishManifest(input: $input) {
    manifest {
      id
      client
      version
      operationCount
      maxOperationCost
    }
    rejected {
      operationId
      reason
      estimatedCost
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<PublishManifestMutation, PublishManifestMutationVariables>;
export const RetireManifestDocument = new TypedDocumentString(`
    mutation RetireManifest($input: RetireManifestInput!) {
  retireManifest(input: $input) {
    manifest {
      id
      client
      version
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RetireManifestMutation, RetireManifestMutationVariables>;
export const ManifestsDocument = new TypedDocumentString(`
    query Manifests($first: Int!, $after: String) {
  app {
    id
    name
    manifests(first: $first, after: $after) {
      nodes {
        ...ManifestSummary
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ManifestSummary on OperationManifest {
  client
  version
  state
  operationCount
  maxOperationCost
  publishedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ManifestsQuery, ManifestsQueryVariables>;
export const UnusedManifestsDocument = new TypedDocumentString(`
    query UnusedManifests($days: Int!, $first: Int!, $after: String) {
  app {
    id
    name
    unusedManifests(days: $days, first: $first, after: $after) {
      nodes {
        ...ManifestSummary
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ManifestSummary on OperationManifest {
  client
  version
  state
  operationCount
  maxOperationCost
  publishedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<UnusedManifestsQuery, UnusedManifestsQueryVariables>;
export const ForYouDocument = new TypedDocumentString(`
    query ForYou($first: Int! = 20, $after: String) {
  forYou(first: $first, after: $after) {
    edges {
      candidateSource
      node {
        ...PostCard
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}`) as unknown as TypedDocumentString<ForYouQuery, ForYouQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($query: String!, $first: Int! = 20, $after: String) {
  search(query: $query, first: $first, after: $after) {
    edges {
      match
      node {
        __typename
        ... on User {
          ...PersonCard
        }
        ... on Post {
          ...PostCard
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PersonCard on User {
  id
  handle
  displayName
  avatar {
    ...Picture
  }
}
fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}`) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const HomeFeedDocument = new TypedDocumentString(`
    query HomeFeed($first: Int! = 20, $after: String) {
  homeFeed(first: $first, after: $after) {
    nodes {
      ...HomeItem
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    streamCursor
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}
fragment HomeItem on FeedItem {
  id
  deliveredAt
  reason {
    ... on FollowedAuthor {
      user {
        id
      }
    }
  }
  post {
    ...PostCard
  }
}`) as unknown as TypedDocumentString<HomeFeedQuery, HomeFeedQueryVariables>;
export const HomeFeedGrewDocument = new TypedDocumentString(`
    subscription HomeFeedGrew($after: StreamCursor) {
  homeFeed(after: $after) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on FeedItemAdded {
      item {
        ...HomeItem
      }
    }
    ... on FeedItemRemoved {
      feedItemId
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}
fragment HomeItem on FeedItem {
  id
  deliveredAt
  reason {
    ... on FollowedAuthor {
      user {
        id
      }
    }
  }
  post {
    ...PostCard
  }
}`) as unknown as TypedDocumentString<HomeFeedGrewSubscription, HomeFeedGrewSubscriptionVariables>;
export const NotificationsDocument = new TypedDocumentString(`
    query Notifications($first: Int! = 20, $after: String) {
  notifications(first: $first, after: $after) {
    edges {
      cursor
      node {
        ...Notice
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    unread {
      notifications
      version
    }
    streamCursor
  }
}
    fragment Notice on Notification {
  id
  type
  actorCount
  read
  updatedAt
  actors {
    id
    handle
    displayName
  }
  subject {
    ... on Post {
      id
      text {
        text
      }
    }
    ... on Comment {
      id
      said: text {
        text
      }
    }
  }
}`) as unknown as TypedDocumentString<NotificationsQuery, NotificationsQueryVariables>;
export const MarkNotificationsReadDocument = new TypedDocumentString(`
    mutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) {
    unread {
      notifications
      version
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<MarkNotificationsReadMutation, MarkNotificationsReadMutationVariables>;
export const NotificationsChangedDocument = new TypedDocumentString(`
    subscription NotificationsChanged($after: StreamCursor) {
  notifications(after: $after) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on NotificationChanged {
      notification {
        ...Notice
      }
      unread {
        notifications
        version
      }
    }
    ... on NotificationRemoved {
      notificationId
      unread {
        notifications
        version
      }
    }
    ... on UnreadChanged {
      unread {
        notifications
        version
      }
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment Notice on Notification {
  id
  type
  actorCount
  read
  updatedAt
  actors {
    id
    handle
    displayName
  }
  subject {
    ... on Post {
      id
      text {
        text
      }
    }
    ... on Comment {
      id
      said: text {
        text
      }
    }
  }
}`) as unknown as TypedDocumentString<NotificationsChangedSubscription, NotificationsChangedSubscriptionVariables>;
export const FollowDocument = new TypedDocumentString(`
    mutation Follow($input: FollowInput!) {
  follow(input: $input) {
    user {
      id
    }
    relationship {
      following
      followedBy
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<FollowMutation, FollowMutationVariables>;
export const UnfollowDocument = new TypedDocumentString(`
    mutation Unfollow($input: FollowInput!) {
  unfollow(input: $input) {
    user {
      id
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<UnfollowMutation, UnfollowMutationVariables>;
export const BlockDocument = new TypedDocumentString(`
    mutation Block($input: BlockInput!) {
  block(input: $input) {
    user {
      id
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<BlockMutation, BlockMutationVariables>;
export const CreatePostDocument = new TypedDocumentString(`
    mutation CreatePost($input: CreatePostInput!) {
  createPost(input: $input) {
    post {
      id
      state
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreatePostMutation, CreatePostMutationVariables>;
export const DeletePostDocument = new TypedDocumentString(`
    mutation DeletePost($input: DeletePostInput!) {
  deletePost(input: $input) {
    deletedPostId
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeletePostMutation, DeletePostMutationVariables>;
export const LikePostDocument = new TypedDocumentString(`
    mutation LikePost($input: LikePostInput!) {
  likePost(input: $input) {
    post {
      id
      viewerState {
        liked
      }
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<LikePostMutation, LikePostMutationVariables>;
export const UnlikePostDocument = new TypedDocumentString(`
    mutation UnlikePost($input: LikePostInput!) {
  unlikePost(input: $input) {
    post {
      id
      viewerState {
        liked
      }
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<UnlikePostMutation, UnlikePostMutationVariables>;
export const CreateCommentDocument = new TypedDocumentString(`
    mutation CreateComment($input: CreateCommentInput!) {
  createComment(input: $input) {
    comment {
      id
      text {
        text
      }
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateCommentMutation, CreateCommentMutationVariables>;
export const CreateBoardDocument = new TypedDocumentString(`
    mutation CreateBoard($input: CreateBoardInput!) {
  createBoard(input: $input) {
    board {
      id
      name
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateBoardMutation, CreateBoardMutationVariables>;
export const SavePostDocument = new TypedDocumentString(`
    mutation SavePost($input: SavePostInput!) {
  savePost(input: $input) {
    pin {
      id
      board {
        id
        name
      }
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SavePostMutation, SavePostMutationVariables>;
export const PostDocument = new TypedDocumentString(`
    query Post($id: ID!, $comments: Int! = 20) {
  post(id: $id) {
    ...PostCard
    comments(first: $comments) {
      nodes {
        id
        text {
          text
        }
        author {
          id
          handle
        }
      }
      streamCursor
    }
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}
fragment PostCard on Post {
  id
  kind
  state
  createdAt
  text {
    text
  }
  media {
    ...Picture
  }
  author {
    id
    handle
    displayName
  }
  counts {
    likes {
      value
      version
    }
    comments {
      value
      version
    }
    saves {
      value
      version
    }
  }
  viewerState {
    liked
  }
}`) as unknown as TypedDocumentString<PostQuery, PostQueryVariables>;
export const PostActivityDocument = new TypedDocumentString(`
    subscription PostActivity($postId: ID!, $after: StreamCursor) {
  postActivity(postId: $postId, after: $after) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on CommentAdded {
      comment {
        id
        text {
          text
        }
        author {
          id
          handle
        }
      }
    }
    ... on CommentRemoved {
      commentId
    }
    ... on PostCountsChanged {
      post {
        id
        counts {
          likes {
            value
            version
          }
          comments {
            value
            version
          }
          saves {
            value
            version
          }
        }
      }
    }
    ... on StreamReset {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<PostActivitySubscription, PostActivitySubscriptionVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    upload {
      id
      asset {
        id
        state
      }
      parts {
        url
        offset
        length
        headers {
          name
          value
        }
      }
    }
    existing {
      id
      state
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const CompleteUploadDocument = new TypedDocumentString(`
    mutation CompleteUpload($input: CompleteUploadInput!) {
  completeUpload(input: $input) {
    asset {
      id
      state
    }
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CompleteUploadMutation, CompleteUploadMutationVariables>;
export const AssetProgressDocument = new TypedDocumentString(`
    subscription AssetProgress($assetId: ID!, $after: StreamCursor) {
  assetProgress(assetId: $assetId, after: $after) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on AssetProgressEvent {
      stage
      percent
      asset {
        ...Picture
        failure {
          code
          message
        }
      }
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment Picture on Asset {
  id
  state
  altText
  placeholder {
    thumbhash
    aspectRatio
  }
  content {
    ... on ImageContent {
      width
      height
      dominantColor
      renditions(formats: [WEBP]) {
        url
        width
        height
      }
    }
  }
}`) as unknown as TypedDocumentString<AssetProgressSubscription, AssetProgressSubscriptionVariables>;