import { globSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning, startOf } from '../process-identity.mjs'
import { SERVER_TITLES, type ServerName } from './server.ts'
import { writeFileWhole } from './write-file-whole.ts'

const STOP_WITHIN_MS = 10_000
const POLL_MS = 15

interface StartedServer {
  readonly name: ServerName
  readonly pid: number
  readonly stopSignal: NodeJS.Signals
}

/**
 * Ends the servers that a launcher of this folder left behind when it was killed. A number that by now belongs to
 * another program is left alone: the record holds when its process began.
 */
export async function stopLeftovers(runFolder: string, report: (line: string) => void): Promise<void> {
  const records = globSync('*.process.json', { cwd: runFolder }).map((name) => path.join(runFolder, name))
  await Promise.all(records.map((record) => stopLeftover(record, report)))
}

export function recordProcess(runFolder: string, server: StartedServer): void {
  writeFileWhole(recordFile(runFolder, server.name), JSON.stringify({ ...server, started: startOf(server.pid) }))
}

export function forgetProcess(runFolder: string, name: ServerName): void {
  rmSync(recordFile(runFolder, name), { force: true })
}

async function stopLeftover(record: string, report: (line: string) => void): Promise<void> {
  const server = readRecord(record)
  if (server !== undefined && isRunning(server)) {
    report(`stopping ${SERVER_TITLES[server.name]} (process ${server.pid}), left over from a run that was killed`)
    await stopOnce(server, server.stopSignal)
    await stopOnce(server, 'SIGKILL')
  }
  rmSync(record, { force: true })
}

async function stopOnce(server: StartedServer & { started: string }, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(server)) return
  process.kill(server.pid, signal)
  // A stopped process (Ctrl-Z, a debugger) only notices when it goes on.
  if (signal !== 'SIGKILL') process.kill(server.pid, 'SIGCONT')
  const giveUpAtMs = Date.now() + STOP_WITHIN_MS
  while (isRunning(server) && Date.now() < giveUpAtMs) await sleep(POLL_MS)
}

function readRecord(file: string): (StartedServer & { started: string }) | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function recordFile(runFolder: string, name: ServerName): string {
  return path.join(runFolder, `${name}.process.json`)
}
