import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { BARE_ENV, type ResourceLimits, sandboxed } from './sandbox.ts'

export interface ProgramRun {
  /** The job's folder: relative names of files are names in it. */
  readonly cwd: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly limits: ResourceLimits
  /** 0 to 19; higher yields to others. */
  readonly niceness?: number
  /** Takes each line of the output; it is not kept then. */
  readonly onLine?: (line: string) => void
}

const OUTPUT_CHARACTERS_MAX = 2 ** 20
const LAST_WORDS_CHARACTERS = 4_000

/** A program ended otherwise than well. */
export class ProgramFailed extends Error {
  /** null if it was ended by a signal. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly lastWords: string

  constructor(program: string, exitCode: number | null, signal: NodeJS.Signals | null, lastWords: string) {
    super(`${program} ended with ${signal ?? exitCode}: ${lastWords.trim().split('\n').at(-1) ?? ''}`)
    this.name = 'ProgramFailed'
    this.exitCode = exitCode
    this.signal = signal
    this.lastWords = lastWords
  }
}

/**
 * Runs a program in the sandbox, without a shell, and gives its output (of `onLine` nothing, else at most 1 MiB).
 * @throws ProgramFailed unless it ends with 0; the signal's reason, or a TimeoutError, when it had to be ended.
 * Then all of its processes are gone.
 */
export async function runProgram(program: string, args: readonly string[], run: ProgramRun): Promise<string> {
  const ending = AbortSignal.any([run.signal, AbortSignal.timeout(run.timeoutMs)])
  ending.throwIfAborted()
  const [wrapper = program, ...wrapped] = sandboxed([program, ...args], run.limits, run.niceness)
  // A group of its own, so that all of it can be ended.
  const child = spawn(wrapper, wrapped, {
    cwd: run.cwd,
    env: BARE_ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  ending.addEventListener('abort', end, { once: true })
  let output = ''
  let lastWords = ''
  if (run.onLine) createInterface({ input: child.stdout }).on('line', run.onLine)
  else
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > OUTPUT_CHARACTERS_MAX) end()
    })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS)
  })
  try {
    const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, by) => resolve([code, by]))
    })
    ending.throwIfAborted()
    if (exitCode !== 0) throw new ProgramFailed(program, exitCode, signal, lastWords)
    return output
  } finally {
    ending.removeEventListener('abort', end)
  }
}
