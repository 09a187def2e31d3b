import { spawn, spawnSync } from 'node:child_process'

export interface CommandResult {
  readonly succeeded: boolean
  /** What it wrote, to both channels. */
  readonly output: string
}

interface RunCommandOptions {
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly env?: NodeJS.ProcessEnv
  /** Ends it. */
  readonly signal?: AbortSignal | undefined
}

/** Runs a program to its end. A program that cannot be started is a failure with the reason as its output. */
export function runCommand(command: readonly string[], options: RunCommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      signal: options.signal,
      ...options.user,
    })
    let output = ''
    for (const channel of [child.stdout, child.stderr])
      channel.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ succeeded: false, output: error.message }))
    child.once('close', (code) => resolve({ succeeded: code === 0, output }))
  })
}

/** Whether this command works here. It must be quick: everything waits for it. */
export function commandWorks(command: readonly string[]): boolean {
  const [program = '', ...args] = command
  return spawnSync(program, args, { cwd: '/', stdio: 'ignore' }).status === 0
}
