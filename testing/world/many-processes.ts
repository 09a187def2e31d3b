import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { eventually } from './eventually.ts'
import type { RunningParts } from './running-parts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Five subgraphs, a worker and the gateway, each in a process of its own, as in docker-compose.yml. */
export async function startInManyProcesses(
  env: Readonly<Record<string, string>>,
  gatewayUrl: string,
): Promise<RunningParts> {
  const urls = Object.fromEntries(
    (env['SUBGRAPH_URLS'] ?? '').split(',').map((pair) => pair.split('=') as [string, string]),
  )
  const parts: Record<string, { args: string[]; env: Record<string, string> }> = {
    ...Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        { args: ['bin/subgraph.ts', name], env: { INTERNAL_PORT: new URL(urls[name] ?? '').port } },
      ]),
    ),
    worker: { args: ['bin/worker.ts', 'media'], env: { INTERNAL_PORT: '0' } },
    'users-worker': { args: ['bin/worker.ts', 'users'], env: { INTERNAL_PORT: '0' } },
    gateway: { args: ['bin/gateway.ts'], env: { INTERNAL_PORT: '0' } },
  }
  const processes = new Map<string, ChildProcess>()
  const start = (part: string) => {
    const { args, env: own } = parts[part] ?? { args: [], env: {} }
    const child = spawn(process.execPath, ['--import', './bin/modules.mjs', ...args], {
      cwd: root,
      env: { ...process.env, ...env, ...own },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    processes.set(part, child)
  }
  const healthy = () =>
    eventually('every part is healthy', async () => (await fetch(`${gatewayUrl}/healthz`)).ok, 120_000)

  for (const part of Object.keys(parts)) start(part)
  const stop = async () => {
    await Promise.all([...processes.values()].map((child) => end(child, 'SIGTERM')))
  }
  await healthy().catch(async (error) => {
    await stop()
    throw error
  })
  return {
    statementsOf: () => Promise.reject(new Error('Statements are counted in one process')),
    async kill(part) {
      await end(processes.get(part), 'SIGKILL')
      return () => {
        start(part)
        return healthy()
      }
    },
    [Symbol.asyncDispose]: stop,
  }
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
