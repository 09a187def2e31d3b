import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from './find-program.ts'
import { commandWorks } from './run-command.ts'
import type { Folders } from './server.ts'

/** Where Postgres keeps its data, and as whom it runs: it refuses to run as root. */
export interface PostgresHome {
  readonly data: string
  /** Goes before each of its commands. */
  readonly enter: readonly string[]
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

const NOBODY = { uid: 65_534, gid: 65_534 }

export function postgresHome(folders: Folders, report: (line: string) => void): PostgresHome {
  const data = path.join(folders.data, 'postgres')
  if (process.getuid?.() !== 0) return { data, enter: [], user: undefined }

  // In a user namespace root passes for an ordinary user, to whom root's files still belong. Inside containers it is
  // often forbidden, and the folder may belong to someone else: so the trial is to write there.
  const enter = [findProgram('unshare') ?? 'unshare', '--user', '--map-user=1000', '--map-group=1000', '--']
  if (commandWorks([...enter, 'test', '-w', folders.data])) return { data, enter, user: undefined }

  const user = postgresUser()
  if (isReachableByAll(folders.data)) return { data, enter: [], user }
  const elsewhere = `/var/lib/varal-${createHash('sha256').update(folders.root).digest('hex').slice(0, 12)}`
  report(`Postgres runs as another user, who cannot enter ${folders.root}; its data is in ${elsewhere}`)
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
  return { data: path.join(elsewhere, 'postgres'), enter: [], user }
}

function postgresUser(): { uid: number; gid: number } {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'))
  const [, , uid, gid] = entry?.split(':') ?? []
  return uid !== undefined && gid !== undefined ? { uid: Number(uid), gid: Number(gid) } : NOBODY
}

function isReachableByAll(folder: string): boolean {
  const mayEnter = (statSync(folder).mode & 0o001) !== 0
  const parent = path.dirname(folder)
  return mayEnter && (parent === folder || isReachableByAll(parent))
}
