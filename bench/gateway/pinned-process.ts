import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { findProgram } from '@varal/bin/servers/find-program'
import { isPortFree } from '@varal/bin/servers/ports'
import { SetupError } from '@varal/bin/servers/setup-error'
import { tiedToLauncher } from '@varal/bin/servers/tied-to-launcher'

/** Gateways run on the first core; what asks them, and what they ask, on the second. */
export const GATEWAY_CORE = 0
export const LOAD_CORE = 1

export interface PinnedProcess extends AsyncDisposable {
  readonly pid: number
  /** What it said last, for whoever wonders why it does not answer. */
  lastWords(): string
  readonly hasEnded: boolean
}

export interface PinnedOptions {
  readonly core: number
  /** What it says goes here: read through a pipe, it would cost somebody time while it is measured. */
  readonly logFile: string
  readonly cwd?: string
}

/** A program that is alone with its core, in production mode. Ends when it is disposed, or with this process. */
export function startPinned(command: readonly string[], { core, logFile, cwd }: PinnedOptions): PinnedProcess {
  const log = openSync(logFile, 'a')
  const child = spawnPinned(core, command, { stdio: ['ignore', log, log], ...(cwd ? { cwd } : {}) })
  return {
    pid: child.pid ?? 0,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null
    },
    lastWords: () => readFileSync(logFile, 'utf8').slice(-2_000),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

type SpawnOptions = { readonly stdio: readonly ('ignore' | 'pipe' | number)[]; readonly cwd?: string }

/** As `taskset` and `setpriv` put the program in their own place, the process id is the program's. */
export function spawnPinned(core: number, command: readonly string[], options: SpawnOptions): ChildProcess {
  const [program, ...args] = tiedToLauncher([needed('taskset'), '-c', String(core), ...command], 'SIGKILL')
  return spawn(String(program), args, { ...options, stdio: [...options.stdio] as never, env })
}

const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_ENV: 'production',
  APOLLO_TELEMETRY_DISABLED: '1',
}

const packages = { taskset: 'util-linux', wrk: 'wrk' }

/** Where a program lies. @throws SetupError with the command that installs it */
export function needed(program: keyof typeof packages): string {
  const found = findProgram(program)
  if (found) return found
  throw new SetupError(
    `This benchmark needs \`${program}\`. On Debian and Ubuntu: sudo apt-get install ${packages[program]}`,
  )
}

const PORT_MIN = 20_000
const PORT_MAX = 31_999
let nextPort = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN))

/** A port on 127.0.0.1 that nobody has, and that this function did not give before. */
export async function freePort(): Promise<number> {
  for (let tried = PORT_MIN; tried <= PORT_MAX; tried++) {
    const port = nextPort
    nextPort = nextPort === PORT_MAX ? PORT_MIN : nextPort + 1
    if (await isPortFree(port)) return port
  }
  throw new SetupError(`No free port between ${PORT_MIN} and ${PORT_MAX} on 127.0.0.1.`)
}
