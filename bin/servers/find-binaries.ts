import { execFileSync } from 'node:child_process'
import { globSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { canInstallFromApt, installFromApt } from './apt-packages.ts'
import { findProgram, isProgram, pathFolders } from './find-program.ts'
import { SERVER_TITLES, type ServerName } from './server.ts'
import { SetupError } from './setup-error.ts'

export interface PostgresInstallation {
  /** Holds postgres and initdb. */
  readonly folder: string
  readonly major: number
}

export interface Binaries {
  /** Every usable version, newest first; empty unless asked for. */
  readonly postgres: readonly PostgresInstallation[]
  readonly redis: string | undefined
  readonly nats: string | undefined
}

export interface FindBinariesOptions {
  readonly report: (line: string) => void
  readonly logFolder: string
}

/** What this is tested with; older ones lack what the migrations use. */
export const POSTGRES_MAJOR_MIN = 15

// Debian and Ubuntu, Red Hat, Homebrew on both kinds of Mac, MacPorts, Postgres.app, built from source.
const POSTGRES_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/opt/local/lib/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  '/usr/local/pgsql/bin',
]

const APT_PACKAGES = { postgres: 'postgresql', redis: 'redis-server', nats: 'nats-server' } as const
const BREW_PACKAGES = { postgres: 'postgresql@17', redis: 'redis', nats: 'nats-server' } as const

/**
 * Finds the programs of these servers: on PATH and in the usual places, else (as root, on Debian and Ubuntu) by
 * installing their packages. Throws a SetupError that says what to do about those that are still missing.
 */
export async function findBinaries(wanted: readonly ServerName[], options: FindBinariesOptions): Promise<Binaries> {
  const missing = missingFrom(lookAround(wanted), wanted)
  if (missing.length > 0 && canInstallFromApt()) {
    await installFromApt(
      missing.map((name) => APT_PACKAGES[name]),
      options,
    )
  }
  const found = lookAround(wanted)
  const stillMissing = missingFrom(found, wanted)
  if (stillMissing.length > 0) throw new SetupError(missingServersMessage(stillMissing))
  return found
}

export function missingServersMessage(missing: readonly ServerName[]): string {
  const urls = missing.map((name) => `${name.toUpperCase()}_URL`)
  return [
    `Varal needs ${listed(missing.map((name) => SERVER_TITLES[name]))}, and found no program to start. One of these helps:`,
    `  Debian, Ubuntu   sudo apt-get install ${missing.map((name) => APT_PACKAGES[name]).join(' ')}`,
    `  macOS            brew install ${missing.map((name) => BREW_PACKAGES[name]).join(' ')}`,
    `  have it running  set ${listed(urls)}`,
    '  have Docker      docker compose up',
    ...(missing.includes('postgres') ? [`Postgres has to be version ${POSTGRES_MAJOR_MIN} or newer.`] : []),
  ].join('\n')
}

function lookAround(wanted: readonly ServerName[]): Binaries {
  return {
    postgres: wanted.includes('postgres') ? postgresInstallations() : [],
    redis: findProgram('redis-server') ?? findProgram('valkey-server'),
    nats: findProgram('nats-server'),
  }
}

function missingFrom(found: Binaries, wanted: readonly ServerName[]): ServerName[] {
  return wanted.filter((name) => (name === 'postgres' ? found.postgres.length === 0 : found[name] === undefined))
}

function postgresInstallations(): PostgresInstallation[] {
  // Real paths: Debian's /usr/bin and the like hold links into the folder that has initdb.
  const onPath = pathFolders()
    .map((folder) => path.join(folder, 'postgres'))
    .filter(isProgram)
  const folders = [...onPath.map((program) => path.dirname(realpathSync(program))), ...globSync(POSTGRES_FOLDERS)]
  return [...new Set(folders)]
    .filter((folder) => isProgram(path.join(folder, 'postgres')) && isProgram(path.join(folder, 'initdb')))
    .map((folder) => ({ folder, major: majorOf(path.join(folder, 'postgres')) }))
    .filter(({ major }) => major >= POSTGRES_MAJOR_MIN)
    .sort((one, other) => other.major - one.major)
}

function majorOf(postgres: string): number {
  try {
    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    const version = execFileSync(postgres, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(/\) (\d+)/.exec(version)?.[1] ?? 0)
  } catch {
    return 0
  }
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words)
}
