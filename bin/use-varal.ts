import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { progressLine } from './progress-line.ts'
import { loadEnvFile, startLocal } from './start-local.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A Varal to act on through its public API. */
export interface UsedVaral extends AsyncDisposable {
  readonly gatewayUrl: string
  /** Whether it was started here, and so ends with this program. */
  readonly isOurs: boolean
}

/** The Varal that runs in this checkout, or one that is started for this program. */
export async function useVaral(): Promise<UsedVaral> {
  const running = await runningVaral()
  if (running) return { gatewayUrl: running, isOurs: false, [Symbol.asyncDispose]: async () => {} }

  const progress = progressLine(process.stderr)
  progress.report('waiting for Postgres, Redis and NATS')
  const onDeath = (server: string, logFile: string) =>
    console.error(`${server} ended by itself. Its last words are in ${logFile}`)
  const local = await startLocal({ dir: varalDir(), env: process.env, report: progress.report, onDeath }).finally(() =>
    progress[Symbol.dispose](),
  )
  return { gatewayUrl: local.gatewayUrl, isOurs: true, [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() }
}

/** The address of the Varal that runs in this checkout; null if none does. Reads `.env`. */
export async function runningVaral(): Promise<string | null> {
  loadEnvFile(root)
  const port = process.env['GATEWAY_PORT'] || rememberedPort(varalDir())
  if (!port) return null
  const url = `http://127.0.0.1:${port}`
  const isHealthy = await fetch(`${url}/healthz`).then(
    (response) => response.ok,
    () => false,
  )
  return isHealthy ? url : null
}

const varalDir = () => path.resolve(process.env['VARAL_DIR'] ?? path.join(root, '.varal'))

function rememberedPort(dir: string): number | undefined {
  try {
    return JSON.parse(readFileSync(path.join(dir, 'ports.json'), 'utf8')).gateway
  } catch {
    return undefined
  }
}
