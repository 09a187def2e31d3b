import type { AccessTokens } from './access-tokens.ts'
import type { Cache } from './cache/cache.ts'
import type { Clock } from './clock.ts'
import type { Cursors } from './cursors.ts'
import type { Db } from './db.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { LiveHub } from './live/live-hub.ts'
import type { Logger } from './log.ts'
import type { Mail } from './mail/mail.ts'
import type { Objects } from './objects/objects.ts'
import type { Outside } from './outbound/outside.ts'
import type { Settings } from './settings.ts'
import type { StoredSecrets } from './stored-secrets.ts'
import type { Caller, Viewer } from './viewer.ts'
import type { RunWork } from './work.ts'

/** What a resolver may use. `load` lives as long as the request. */
export interface Context<Loaders> {
  readonly viewer: Viewer
  readonly caller: Caller
  readonly load: Loaders
  readonly db: Db
  readonly work: RunWork
  readonly live: LiveHub
  readonly cursors: Cursors
  readonly storedSecrets: StoredSecrets
  readonly settings: Settings
  readonly cache: Cache
  readonly objects: Objects
  readonly mail: Mail
  readonly ffmpeg: Ffmpeg | null
  readonly outside: Outside
  readonly accessTokens: AccessTokens
  readonly clock: Clock
  readonly log: Logger
}
