import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { startOf } from '../process-identity.mjs'
import { SetupError } from './setup-error.ts'

/**
 * Postgres refuses to start when its status file names a running process, without a look at what runs there. After
 * kill -9 and a reboot, or in a new container, that number often belongs to something else: then the file is removed.
 */
export function removeStalePidFile(data: string): void {
  const file = path.join(data, 'postmaster.pid')
  let pid: number
  try {
    pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  } catch {
    return
  }
  // A dead number is Postgres's own matter: it also looks whether orphans of that server still use the memory.
  if (!Number.isInteger(pid) || startOf(pid) === null) return
  if (!commandLineOf(pid).includes(data)) {
    rmSync(file)
    return
  }
  throw new SetupError(
    `Another Postgres (process ${pid}) already serves ${data}. It was not started by a run of Varal that is known here.\n` +
      `Stop it first: kill -INT ${pid}`,
  )
}

function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
