import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import process from 'node:process'

/**
 * When the process with this number began, as an opaque text; null when no such process runs. Numbers are used again, after
 * a reboot or in a new container at once: only number and beginning together name one process.
 */
export function startOf(pid) {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid)
}

/** Whether exactly the process that once wrote down `{ pid, started }` still runs. */
export function isRunning({ pid, started }) {
  return typeof started === 'string' && Number.isInteger(pid) && startOf(pid) === started
}

function startFromProc(pid) {
  let stat
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  const ticksSinceBoot = fields[19]
  if (isOver(state)) return null
  return `${bootId()}:${ticksSinceBoot}`
}

function startFromPs(pid) {
  let line
  try {
    line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
  const [state, ...startedAt] = line.split(/\s+/)
  return state === undefined || isOver(state) ? null : startedAt.join(' ')
}

/** A zombie has ended; only its parent has not noticed yet. */
function isOver(state) {
  return /^[ZX]/.test(state)
}

function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown-boot'
  }
}
