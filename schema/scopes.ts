/** What an app may be allowed to do, and what a person who allows it is told. A field names its scopes with `@requiresScopes`. */
export const scopes = {
  'account:read': 'Read your e-mail address and your sessions',
  'account:write': 'Change your e-mail address, your password, how you sign in, and your settings',
  'profile:write': 'Change your profile',
  'media:write': 'Upload pictures',
  'posts:write': 'Publish, edit and delete posts and comments',
  'social:read': 'See whom you block and mute, who asks to follow you, your lists and your keyword filters',
  'social:write': 'Like, follow, mute and block, and change your lists and keyword filters',
  'boards:write': 'Create boards and save posts to them',
  'feed:read': 'Read your home feed and what is recommended to you',
  'notifications:read': 'Read your notifications',
  'notifications:write': 'Mark your notifications as read',
  'firehose:read': 'Follow what everybody publishes, as it happens',
  'developer:read': 'See your apps',
  'developer:write': 'Create and change your apps, and publish their operations',
} as const

export type Scope = keyof typeof scopes

export const scopeNames = Object.keys(scopes) as Scope[]

/** What a person may be here, besides a person. Given by who runs the system: `npm run role`. */
export const roles = ['MODERATOR'] as const
export type Role = (typeof roles)[number]

/** Scopes that no app is ever allowed: only who has the role has them, in our own clients. */
export const roleScopes: Readonly<Record<string, Role>> = {
  'moderation:read': 'MODERATOR',
  'moderation:write': 'MODERATOR',
}
