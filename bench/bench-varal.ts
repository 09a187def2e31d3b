import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface BenchVaral extends AsyncDisposable {
  readonly gatewayUrl: string
  /** From the start of the process to its word that it is ready. */
  readonly startMs: number
}

export interface BenchFolder extends AsyncDisposable {
  readonly dir: string
}

/** A folder of its own for a measurement's data. */
export async function benchFolder(): Promise<BenchFolder> {
  const dir = await mkdtemp(path.join(tmpdir(), 'varal-bench-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

/** Varal as `npm start` runs it, in a process of its own: whoever measures shares the machine with it, not the thread. */
export async function startBenchVaral(dir: string): Promise<BenchVaral> {
  const beganMs = performance.now()
  const child = spawn(process.execPath, ['bin/run.mjs', 'bin/varal.ts'], {
    cwd: root,
    env: { ...process.env, VARAL_DIR: dir, LOG_LEVEL: 'warn', APOLLO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gatewayUrl = await readyUrl(child)
  return {
    gatewayUrl,
    startMs: performance.now() - beganMs,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = ''
  const ready = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /GraphQL\s+(http:\S+)\/graphql/.exec(said)?.[1]
      if (url && /Ctrl-C/.test(said)) ready.resolve(url)
    })
  }
  child.once('exit', (code) => ready.reject(new Error(`Varal did not start (${code}):\n${said}`)))
  return ready.promise
}
