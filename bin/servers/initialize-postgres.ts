import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { PostgresInstallation } from './find-binaries.ts'
import type { PostgresHome } from './postgres-home.ts'
import { runCommand } from './run-command.ts'
import { SetupError } from './setup-error.ts'

interface InitializePostgresOptions {
  readonly installation: PostgresInstallation
  readonly home: PostgresHome
  readonly superuser: string
  readonly password: string
  readonly durable: boolean
  readonly report: (line: string) => void
  readonly signal: AbortSignal
}

/** Makes an empty database cluster. One that is interrupted leaves nothing that looks finished. */
export async function initializePostgres(options: InitializePostgresOptions): Promise<void> {
  const { installation, home, superuser, password, durable, report, signal } = options
  const draft = `${home.data}.draft`
  const passwordFile = `${home.data}.password`
  report(`making an empty database with PostgreSQL ${installation.major}`)

  rmSync(draft, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
  if (home.user !== undefined) for (const item of [draft, passwordFile]) chownSync(item, home.user.uid, home.user.gid)
  try {
    const initdb = [...home.enter, path.join(installation.folder, 'initdb'), '-D', draft, '-U', superuser]
    const settings = ['-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', ...localeArguments()]
    const result = await runCommand([...initdb, ...settings, ...(durable ? [] : ['--no-sync'])], {
      user: home.user,
      signal,
    })
    signal.throwIfAborted()
    if (!result.succeeded)
      throw new SetupError(`PostgreSQL could not make a database in ${home.data}:\n${result.output.trim()}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  // Without PG_VERSION it is not a database, whatever else an interrupted attempt put there.
  rmSync(home.data, { recursive: true, force: true })
  renameSync(draft, home.data)
}

/** Lower and upper case of all letters, and an order that does not change with the system's locale data. */
function localeArguments(): string[] {
  // macOS has no C.UTF-8 in all its versions.
  return process.platform === 'linux'
    ? ['--locale=C.UTF-8']
    : ['--locale=en_US.UTF-8', '--lc-collate=C', '--lc-messages=C']
}
