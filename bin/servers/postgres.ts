import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { PostgresInstallation } from './find-binaries.ts'
import { initializePostgres } from './initialize-postgres.ts'
import { postgresHome } from './postgres-home.ts'
import { removeStalePidFile } from './postgres-pid-file.ts'
import { hasSecret, secretFor, secretsFile } from './secrets.ts'
import type { Folders, ServerDefinition } from './server.ts'
import { SetupError } from './setup-error.ts'

export interface PostgresOptions {
  readonly folders: Folders
  readonly installations: readonly PostgresInstallation[]
  readonly durable: boolean
  readonly report: (line: string) => void
  /** Ends the making of a new data folder. */
  readonly signal: AbortSignal
}

const SUPERUSER = 'varal'
/**
 * A statement over a socket of the file system costs a third less than over TCP (50 and 75 µs). Its path, with
 * `/.s.PGSQL.12345.lock`, may be 107 bytes long; a checkout that lies deeper uses TCP.
 */
const SOCKET_FOLDER_BYTES_MAX = 80

/** Makes the data folder if there is none. */
export async function postgres(options: PostgresOptions): Promise<ServerDefinition> {
  const { folders, durable, report, signal } = options
  const home = postgresHome(folders, report)
  const installation = chooseInstallation(home.data, options.installations)
  refuseLostPassword(home.data, folders.data)
  const password = secretFor(folders.data, 'postgres')
  if (!hasData(home.data))
    await initializePostgres({ installation, home, superuser: SUPERUSER, password, durable, report, signal })
  removeStalePidFile(home.data)
  const sockets =
    home.user === undefined && Buffer.byteLength(folders.run) <= SOCKET_FOLDER_BYTES_MAX ? folders.run : ''

  return {
    name: 'postgres',
    // "Fast": ends connections and writes a checkpoint. SIGTERM would wait for the clients to leave.
    stopSignal: 'SIGINT',
    readyWithinMs: 120_000,
    user: home.user,
    command: (port) => [
      ...home.enter,
      path.join(installation.folder, 'postgres'),
      ...['-D', home.data, '-p', String(port)],
      ...settingArguments(durable, sockets),
    ],
    isReady: async (_port, pid) => {
      // Its own status file; one that a killed server left behind also says "ready", with another number.
      const lines = readFileSync(path.join(home.data, 'postmaster.pid'), 'utf8').split('\n')
      return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
    },
    url(port) {
      const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`
      return sockets === '' ? url : `${url}?host=${encodeURIComponent(sockets)}`
    },
    // After kill -9 its children take a moment to notice that they are orphans.
    passingTrouble: /shared memory block .* is still in use|lock file "postmaster.pid" already exists/,
  }
}

/** As arguments, so that a newer Varal's settings also hold for data that an older one made. */
function settingArguments(durable: boolean, sockets: string): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${sockets}`,
    'max_connections=300',
    'shared_buffers=256MB',
    'timezone=UTC',
    'log_timezone=UTC',
    // Still safe against kill -9, as synchronous_commit stays on: only a power cut loses something.
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ]
  return settings.flatMap((setting) => ['-c', setting])
}

function chooseInstallation(data: string, installations: readonly PostgresInstallation[]): PostgresInstallation {
  const made = hasData(data) ? Number(readFileSync(path.join(data, 'PG_VERSION'), 'utf8')) : undefined
  const chosen = made === undefined ? installations[0] : installations.find(({ major }) => major === made)
  if (chosen !== undefined) return chosen
  const present = installations.map(({ major }) => major).join(' and ')
  throw new SetupError(
    `The database in ${data} was made by PostgreSQL ${made}, and this machine has PostgreSQL ${present}, which cannot read it.\n` +
      `  keep the data    install PostgreSQL ${made} beside it (Debian: apt-get install postgresql-${made}); it is found by itself\n` +
      `  start empty      delete ${data}`,
  )
}

function refuseLostPassword(data: string, dataFolder: string): void {
  if (!hasData(data) || hasSecret(dataFolder, 'postgres')) return
  throw new SetupError(
    `The password of the database in ${data} is lost: ${secretsFile(dataFolder)} does not have it.\n` +
      `Restore that file, or delete ${data} to start empty.`,
  )
}

function hasData(data: string): boolean {
  return existsSync(path.join(data, 'PG_VERSION'))
}
