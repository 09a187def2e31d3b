import type { AccessTokens } from './access-tokens.ts'
import type { EventBus } from './bus/bus.ts'
import type { Cache } from './cache/cache.ts'
import type { Clock } from './clock.ts'
import type { Cursors } from './cursors.ts'
import type { Database } from './db.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Live } from './live/live.ts'
import type { Logger } from './log.ts'
import type { Mail } from './mail/mail.ts'
import type { Objects } from './objects/objects.ts'
import type { Outside } from './outbound/outside.ts'
import type { Settings } from './settings.ts'
import type { StoredSecrets } from './stored-secrets.ts'

/** The outside world, as one process wires it for one subgraph. */
export interface Ports {
  readonly database: Database
  readonly bus: EventBus
  readonly live: Live
  readonly cache: Cache
  readonly objects: Objects
  readonly mail: Mail
  readonly outside: Outside
  /** null: this machine has none, and videos are off. */
  readonly ffmpeg: Ffmpeg | null
  readonly accessTokens: AccessTokens
  readonly cursors: Cursors
  readonly storedSecrets: StoredSecrets
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Logger
}
