import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { tryLock } from '../lock-file.mjs'

const PROGRESS_EVERY_MS = 15_000

/** What stands in the way of running, in words for a person: shown without a stack trace. */
export class CannotRun extends Error {}

/** Makes node_modules hold what package-lock.json says. Costs a few milliseconds when it already does. */
export async function installPackages(root, say) {
  if (isInstalled(root)) return
  const lock = await waitForLock(path.join(root, '.varal', 'install.lock'), say)
  try {
    // Another terminal may just have done it.
    if (isInstalled(root)) return
    if (!wasInstalledByHand(root)) await runNpm(root, lock, say)
    mkdirSync(path.dirname(stampFile(root)), { recursive: true })
    writeFileSync(stampFile(root), fingerprint(root))
  } finally {
    lock.release()
  }
}

function isInstalled(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === fingerprint(root)
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

// Inside node_modules, so that whoever deletes that folder deletes the claim with it.
const stampFile = (root) => path.join(root, 'node_modules', '.varal-installed')

function fingerprint(root) {
  return createHash('sha256').update(readLockFile(root)).update(`${process.platform} ${process.arch}`).digest('hex')
}

function readLockFile(root) {
  const file = path.join(root, 'package-lock.json')
  if (!existsSync(file))
    throw new CannotRun(`${file} is missing. It belongs to the checkout: git restore package-lock.json`)
  return readFileSync(file, 'utf8')
}

/**
 * npm writes down what it installed, at the end of an install. When that agrees with the lock file, someone ran
 * `npm install` themselves, and nothing is deleted under the feet of what may be running from it.
 */
function wasInstalledByHand(root) {
  const wanted = JSON.parse(readLockFile(root)).packages ?? {}
  let present
  try {
    present = JSON.parse(readFileSync(path.join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages ?? {}
  } catch {
    return false
  }
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const found = present[place]
    // Optional packages are for other platforms; links and the folders behind them are the workspaces.
    if (found === undefined) return entry.optional === true || !place.includes('node_modules/')
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link
  })
}

async function waitForLock(file, say) {
  let hasSaidSo = false
  for (;;) {
    const attempt = tryLock(file)
    if (attempt.holder === undefined) return attempt
    if (!hasSaidSo)
      say(`Another terminal (process ${attempt.holder.pid}) is installing the npm packages. Waiting for it…`)
    hasSaidSo = true
    await sleep(200)
  }
}

async function runNpm(root, lock, say) {
  const startedMs = Date.now()
  const seconds = () => Math.round((Date.now() - startedMs) / 1000)
  say('Installing npm packages, because the lock file changed or this is the first run. It takes a minute or two…')
  const progress = setInterval(() => say(`Still installing npm packages (${seconds()} s)…`), PROGRESS_EVERY_MS)
  try {
    const result = await runToEnd(npmCommand(), root, lock)
    if (result !== 0) {
      throw new CannotRun(
        `npm ci failed (${result}); what it said is above. Most often the registry cannot be reached, or the disk is full.\n` +
          'Nothing was started. Repair that, and run the same command again.',
      )
    }
  } finally {
    clearInterval(progress)
  }
  say(`npm packages are installed (${seconds()} s).`)
}

function npmCommand() {
  // NODE_ENV=production or a user's own npm settings would leave out what the tests and the runtime itself need.
  const options = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const npmOfThisRun = process.env.npm_execpath
  if (npmOfThisRun?.endsWith('npm-cli.js')) return [process.execPath, npmOfThisRun, 'ci', ...options]
  return ['npm', 'ci', ...options]
}

/** Resolves to the exit code, or to what ended or prevented the process. */
function runToEnd([program, ...args], cwd, lock) {
  return new Promise((resolve) => {
    // All of it to standard error: standard output belongs to the script that runs next.
    const child = spawn(program, args, { cwd, stdio: ['ignore', process.stderr, process.stderr] })
    // npm goes on when this process is killed, and nobody else may touch node_modules until it ends.
    if (child.pid !== undefined) lock.shareWith(child.pid)
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
}
