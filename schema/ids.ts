import { z } from 'zod'

/** Which kinds of thing have ids, by the prefix that clients see. */
export const idPrefixes = {
  User: 'user',
  Session: 'session',
  Asset: 'asset',
  Upload: 'upload',
  Post: 'post',
  Comment: 'comment',
  Board: 'board',
  Pin: 'pin',
  FeedItem: 'item',
  Notification: 'notification',
  App: 'app',
  OperationManifest: 'manifest',
  Event: 'event',
  BoardSection: 'section',
  Hashtag: 'hashtag',
  List: 'list',
  KeywordFilter: 'filter',
  Webhook: 'webhook',
  Report: 'report',
  Case: 'case',
  DataExport: 'export',
  Erasure: 'erasure',
  Link: 'link',
} as const

export type IdKind = keyof typeof idPrefixes

/** A UUIDv7 in canonical text, branded so that a post's id is not taken for a user's. What clients see is its TypeID. */
export type Id<Kind extends IdKind> = string & z.$brand<`${Kind}Id`>

const id = <Kind extends IdKind>(_kind: Kind) => z.uuid().transform((text) => text as Id<Kind>)

export const UserId = id('User')
export const SessionId = id('Session')
export const AssetId = id('Asset')
export const UploadId = id('Upload')
export const PostId = id('Post')
export const CommentId = id('Comment')
export const BoardId = id('Board')
export const PinId = id('Pin')
export const AppId = id('App')
export const ManifestId = id('OperationManifest')
export const EventId = id('Event')
export const SectionId = id('BoardSection')
export const HashtagId = id('Hashtag')
export const ListId = id('List')
export const KeywordFilterId = id('KeywordFilter')
export const WebhookId = id('Webhook')
export const ReportId = id('Report')
export const CaseId = id('Case')
export const DataExportId = id('DataExport')
export const ErasureId = id('Erasure')
export const LinkId = id('Link')

export type UserId = Id<'User'>
export type SessionId = Id<'Session'>
export type AssetId = Id<'Asset'>
export type UploadId = Id<'Upload'>
export type PostId = Id<'Post'>
export type CommentId = Id<'Comment'>
export type BoardId = Id<'Board'>
export type PinId = Id<'Pin'>
export type FeedItemId = Id<'FeedItem'>
export type NotificationId = Id<'Notification'>
export type AppId = Id<'App'>
export type ManifestId = Id<'OperationManifest'>
export type EventId = Id<'Event'>
export type SectionId = Id<'BoardSection'>
export type HashtagId = Id<'Hashtag'>
export type ListId = Id<'List'>
export type KeywordFilterId = Id<'KeywordFilter'>
export type WebhookId = Id<'Webhook'>
export type ReportId = Id<'Report'>
export type CaseId = Id<'Case'>
export type DataExportId = Id<'DataExport'>
export type ErasureId = Id<'Erasure'>
/** Inside media: of a page that posts lead to, for all of them. */
export type LinkId = Id<'Link'>
