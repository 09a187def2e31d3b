import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { askOverTcp } from './ask-over-tcp.ts'
import { secretFor } from './secrets.ts'
import type { Folders, ServerDefinition } from './server.ts'
import { writeFileWhole } from './write-file-whole.ts'

export interface RedisOptions {
  readonly folders: Folders
  readonly program: string
  readonly durable: boolean
}

export function redis({ folders, program, durable }: RedisOptions): ServerDefinition {
  const folder = path.join(folders.data, 'redis')
  const configFile = path.join(folders.run, 'redis.conf')
  const password = secretFor(folders.data, 'redis')
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  return {
    name: 'redis',
    stopSignal: 'SIGTERM',
    readyWithinMs: 60_000,
    command: (port) => {
      // A file, not arguments: arguments are visible to every user of the machine.
      writeFileWhole(configFile, redisConfig({ port, password, folder, durable }), 0o600)
      return [program, configFile]
    },
    // While it reads its log it answers "-LOADING" to PING.
    isReady: (port) => askOverTcp(port, `AUTH ${password}\r\nPING\r\n`, /\+PONG/),
    url: (port) => `redis://:${password}@127.0.0.1:${port}`,
  }
}

interface RedisConfig {
  readonly port: number
  readonly password: string
  readonly folder: string
  readonly durable: boolean
}

function redisConfig({ port, password, folder, durable }: RedisConfig): string {
  return `bind 127.0.0.1
port ${port}
requirepass ${password}
dir ${JSON.stringify(folder)}
save ""
appendonly yes
appendfsync ${durable ? 'everysec' : 'no'}
# What is kept here has its own expiry; silently losing keys would hide a leak.
maxmemory-policy noeviction
`
}
