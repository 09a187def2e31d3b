import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { forgetProcess, recordProcess } from './leftovers.ts'
import { type Folders, SERVER_TITLES, type ServerDefinition } from './server.ts'
import { tiedToLauncher } from './tied-to-launcher.ts'

const POLL_MS = 15
const PASSING_TROUBLE_MS = 15_000
const STOP_WITHIN_MS = 10_000
const LOG_BYTES_MAX = 10_000_000

/** It ended, or was not ready in time, before it could be used. */
export class ServerDidNotStart extends Error {}

/** One server that belongs to this process: started, watched, ended. */
export class ServerProcess {
  readonly definition: ServerDefinition
  readonly logFile: string
  readonly #folders: Folders
  readonly #onDeath: () => void
  #child: ChildProcess | undefined
  #ended: Promise<void> = Promise.resolve()
  /** Nobody is told of an end while it starts, which start() reports, or when it was asked to end. */
  #phase: 'starting' | 'running' | 'ending' = 'ending'
  #isClosed = false
  #port = 0

  constructor(definition: ServerDefinition, folders: Folders, onDeath: () => void) {
    this.definition = definition
    this.logFile = path.join(folders.logs, `${definition.name}.log`)
    this.#folders = folders
    this.#onDeath = onDeath
    makeRoomInLog(this.logFile)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Resolves when the server answers. Throws ServerDidNotStart with the end of its log. */
  async start(port: number): Promise<void> {
    const giveUpAtMs = Date.now() + PASSING_TROUBLE_MS
    for (;;) {
      const reason = await this.#startOnce(port)
      if (reason === undefined) return
      const passes = this.definition.passingTrouble?.test(reason) === true && Date.now() < giveUpAtMs
      if (!passes || this.#isClosed) throw new ServerDidNotStart(reason)
      await sleep(100)
    }
  }

  /** Ends it with this signal, which must be one that ends it, and nobody is told that it died. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#phase = 'ending'
    this.#child?.kill(signal)
    await this.#ended
  }

  /** On the same port, with the same data. */
  async restart(): Promise<void> {
    await this.#end()
    await this.start(this.#port)
  }

  /** For good: a start under way ends too. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#end()
  }

  async #end(): Promise<void> {
    this.#phase = 'ending'
    this.#child?.kill(this.definition.stopSignal)
    const impatience = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_WITHIN_MS)
    await this.#ended
    clearTimeout(impatience)
  }

  /** Resolves to undefined when ready, else to the reason in words. */
  async #startOnce(port: number): Promise<string | undefined> {
    if (this.#isClosed) return 'stopped meanwhile'
    this.#port = port
    const title = SERVER_TITLES[this.definition.name]
    const logStart = sizeOf(this.logFile)
    const child = this.#spawn(port)
    let hasEnded = false
    this.#ended.then(() => {
      hasEnded = true
    })

    const giveUpAtMs = Date.now() + this.definition.readyWithinMs
    while (!hasEnded) {
      const isReady = await this.definition.isReady(port, child.pid ?? 0).catch(() => false)
      if (isReady && !hasEnded && this.#phase === 'starting') {
        this.#phase = 'running'
        return undefined
      }
      if (Date.now() > giveUpAtMs) {
        await this.#end()
        return `${title} was not ready after ${this.definition.readyWithinMs / 1000} s. ${endOfLog(this.logFile, logStart)}`
      }
      await sleep(POLL_MS)
    }
    return `${title} ended while it was starting. ${endOfLog(this.logFile, logStart)}`
  }

  #spawn(port: number): ChildProcess {
    const { name, stopSignal, user } = this.definition
    const [program = '', ...args] = tiedToLauncher(this.definition.command(port), stopSignal)
    const log = openSync(this.logFile, 'a')
    // Detached: Ctrl-C in the terminal is for the launcher, which then ends its servers in order.
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: serverEnvironment(),
      ...user,
    })
    closeSync(log)
    if (child.pid !== undefined) recordProcess(this.#folders.run, { name, pid: child.pid, stopSignal })
    this.#child = child
    this.#phase = 'starting'
    this.#ended = new Promise((resolve) => {
      const end = () => {
        forgetProcess(this.#folders.run, name)
        if (this.#child === child) this.#child = undefined
        resolve()
        if (this.#phase === 'running') this.#onDeath()
      }
      child.once('exit', end)
      child.once('error', (error) => {
        appendFileSync(this.logFile, `${error.message}\n`)
        if (child.pid === undefined) end()
      })
    })
    return child
  }
}

/** Little of ours: PGPORT, a broken LC_ALL or the like would change what a server does. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LD_LIBRARY_PATH } = process.env
  return { PATH, HOME, LD_LIBRARY_PATH, LC_ALL: 'C', TZ: 'UTC' }
}

function endOfLog(logFile: string, fromBytes: number): string {
  const text = readFileSync(logFile).subarray(fromBytes).toString('utf8').trim()
  const lines = text.split('\n').slice(-12)
  return `The end of its log (${logFile}):\n  ${lines.join('\n  ')}`
}

function makeRoomInLog(logFile: string): void {
  if (sizeOf(logFile) > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`)
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
