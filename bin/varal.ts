import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from './main.ts'
import { progressLine } from './progress-line.ts'
import { SetupError } from './servers/setup-error.ts'
import { type Local, loadEnvFile, startLocal } from './start-local.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

// npm start: the whole of Varal on this machine, until Ctrl-C.
await main(async () => {
  loadEnvFile(root)
  const dir = path.resolve(process.env['VARAL_DIR'] ?? path.join(root, '.varal'))
  const stopping = new AbortController()
  const stopped = new Promise<void>((resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason))
  })
  stopped.then(
    () => stopping.abort(),
    () => {},
  )

  const progress = progressLine(process.stderr)
  progress.report('waiting for Postgres, Redis and NATS')
  const onDeath = (server: string, logFile: string) =>
    stopping.abort(new SetupError(`${server} ended by itself. Its last words are in ${logFile}`))

  const starting = startLocal({ dir, env: process.env, report: progress.report, onDeath, signal: stopping.signal })
  starting.catch(() => {})
  await using local = await Promise.race([starting, stopped.then(() => starting)])
  progress[Symbol.dispose]()
  if (!stopping.signal.aborted) say(local, dir, progress.elapsedMs)
  await stopped
  process.stderr.write('\nStopping.\n')
})

function say({ gatewayUrl, config }: Local, dir: string, elapsedMs: number): void {
  const mails = config.MAIL_URL ? 'are sent by the server of MAIL_URL' : path.relative(process.cwd(), config.MAIL_DIR)
  console.log(`
  Varal is ready, after ${(elapsedMs / 1_000).toFixed(1)} s.

    GraphQL        ${gatewayUrl}/graphql
    Subscriptions  ${gatewayUrl.replace(/^http/, 'ws')}/graphql
    Explorer       ${gatewayUrl}
    Web client     ${gatewayUrl}/app

    Data and logs  ${path.relative(process.cwd(), dir) || '.'}
    Mails          ${mails}
    Something to look at, in another terminal: npm run demo

  Ctrl-C stops it.
`)
}
