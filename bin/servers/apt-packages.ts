import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tryLock } from '../lock-file.mjs'
import { borrowFile } from './borrow-file.ts'
import { findProgram } from './find-program.ts'
import { runCommand } from './run-command.ts'
import { SetupError } from './setup-error.ts'

interface InstallFromAptOptions {
  readonly report: (line: string) => void
  readonly logFolder: string
}

// Two clones may install at once, and what is borrowed below is one per machine.
const MACHINE_LOCK = '/run/varal-apt.lock'

// Another apt-get, for example the daily one, gets five minutes to finish.
const APT_OPTIONS = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold']

export function canInstallFromApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined
}

/** Installs Debian packages of servers, and neither starts the system services that they bring nor creates their databases. */
export async function installFromApt(packages: readonly string[], options: InstallFromAptOptions): Promise<void> {
  const names = packages.join(' ')
  const lock = await waitForMachineLock(options.report)
  const startedMs = Date.now()
  options.report(`installing ${names} with apt-get, without starting system services`)
  const returns: (() => void)[] = []
  try {
    // Debian asks this program before it starts a service; 101 means "forbidden".
    returns.push(borrowFile('/usr/sbin/policy-rc.d', { ifAbsent: '#!/bin/sh\nexit 101\n', mode: 0o755 }))
    if (packages.includes('postgresql')) {
      returns.push(borrowFile('/etc/postgresql-common/createcluster.conf', { append: 'create_main_cluster = false' }))
    }
    await install(packages, options.logFolder)
  } finally {
    for (const giveBack of returns.reverse()) giveBack()
    lock.release()
  }
  options.report(`installed ${names} (${Math.round((Date.now() - startedMs) / 1000)} s)`)
}

async function install(packages: readonly string[], logFolder: string): Promise<void> {
  const installing = ['install', '--no-install-recommends', ...packages]
  let result = await aptGet(installing)
  if (!result.succeeded) {
    // Most often there are no package lists yet, or they name versions that the mirror has replaced.
    const updated = await aptGet(['update'])
    result = await aptGet(installing)
    result = { succeeded: result.succeeded, output: `${updated.output}\n${result.output}` }
  }
  mkdirSync(logFolder, { recursive: true })
  const logFile = path.join(logFolder, 'apt-get.log')
  writeFileSync(logFile, result.output)
  if (result.succeeded) return
  const end = result.output.trim().split('\n').slice(-8).join('\n  ')
  throw new SetupError(
    `apt-get could not install ${packages.join(' ')}. Its last words (all of them: ${logFile}):\n  ${end}\n` +
      `Repair that, or install by hand: apt-get install ${packages.join(' ')}`,
  )
}

function aptGet(args: readonly string[]) {
  return runCommand(['apt-get', ...APT_OPTIONS, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C' },
  })
}

async function waitForMachineLock(report: (line: string) => void) {
  let hasSaidSo = false
  for (;;) {
    const attempt = tryLock(MACHINE_LOCK)
    if (attempt.holder === undefined) return attempt
    if (!hasSaidSo) report(`waiting for process ${attempt.holder.pid}, which installs packages`)
    hasSaidSo = true
    await sleep(500)
  }
}
