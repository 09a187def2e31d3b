import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { askOverTcp } from './ask-over-tcp.ts'
import { findProgram } from './find-program.ts'
import { commandWorks } from './run-command.ts'
import { secretFor } from './secrets.ts'
import type { Folders, ServerDefinition } from './server.ts'
import { writeFileWhole } from './write-file-whole.ts'

export interface NatsOptions {
  readonly folders: Folders
  readonly program: string
  readonly durable: boolean
  readonly report: (line: string) => void
}

export function nats({ folders, program, durable, report }: NatsOptions): ServerDefinition {
  const folder = path.join(folders.data, 'nats')
  const configFile = path.join(folders.run, 'nats.conf')
  const password = secretFor(folders.data, 'nats')
  // Told apart from a stranger that took the port: before authentication this name is all that NATS says.
  const serverName = `varal-${createHash('sha256').update(folders.root).digest('hex').slice(0, 8)}`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (durable) surviveAPowerCut(folder, report)

  return {
    name: 'nats',
    stopSignal: 'SIGTERM',
    readyWithinMs: 60_000,
    command: (port) => {
      writeFileWhole(configFile, natsConfig({ port, password, folder, serverName }), 0o600)
      return [program, '-c', configFile]
    },
    // NATS speaks first, and accepts clients once its streams are recovered.
    isReady: (port) => askOverTcp(port, '', new RegExp(`^INFO (?=.*"server_name":"${serverName}").*"jetstream":true`)),
    url: (port) => `nats://varal:${password}@127.0.0.1:${port}`,
  }
}

/**
 * Makes the kernel write each change of the store to the disk at once. NATS itself acknowledges what is only in memory:
 * in 2.9 it syncs every two minutes and cannot be told otherwise (sync_interval came with 2.10). With these flags no
 * acknowledged message was lost in power cuts, without them all were. New files and folders inherit them.
 */
function surviveAPowerCut(folder: string, report: (line: string) => void): void {
  const chattr = findProgram('chattr')
  if (chattr !== undefined && commandWorks([chattr, '+SD', folder])) return
  report('NATS: this file system takes no "chattr +S"; a power cut may lose the last two minutes of events')
}

interface NatsConfig {
  readonly port: number
  readonly password: string
  readonly folder: string
  readonly serverName: string
}

function natsConfig({ port, password, folder, serverName }: NatsConfig): string {
  return `host: 127.0.0.1
port: ${port}
server_name: ${JSON.stringify(serverName)}
authorization { user: varal, password: ${JSON.stringify(password)} }
jetstream { store_dir: ${JSON.stringify(folder)}, max_file: 4GB, max_mem: 256MB }
`
}
