import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, GATEWAY_CORE, type PinnedProcess, startPinned } from './pinned-process.ts'
import { bodyOf } from './queries.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rivals = path.join(root, 'bench', 'rivals')
const hiveProgram = path.join(rivals, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js')

type Command = (supergraph: string, port: string) => readonly string[]

const varal: Command = (supergraph, port) => ['bin/gateway.ts', '--supergraph', supergraph, '--port', port, '--open']
const hive =
  (...options: string[]): Command =>
  (supergraph, port) => [
    ...[hiveProgram, 'supergraph', supergraph, '--hive-router-runtime'],
    ...['--host', '127.0.0.1', '--port', port, ...options],
  ]
const configured = (file: string) => ['--config-path', path.join(rivals, file)]

/** Who is measured, with the arguments of Node.js; in the order of the tables. */
export const contenders = {
  apollo: {
    title: 'Apollo Server, @apollo/gateway',
    command: ((supergraph, port) => ['bench/rivals/apollo.ts', supergraph, port]) as Command,
  },
  /** As it comes: identical fetches that are under way share an answer. */
  hive: { title: 'Hive Gateway, Rust planner', command: hive() },
  hiveUnshared: { title: 'Hive, nothing shared', command: hive(...configured('hive-unshared.ts')) },
  handWritten: {
    title: 'hand-written for these queries',
    command: ((supergraph, port) => ['bench/gateway/hand-written.ts', supergraph, port]) as Command,
  },
  varal: { title: 'Varal, nothing shared', command: varal },
  hiveShared: { title: 'Hive, requests shared too', command: hive(...configured('hive-shared.ts')) },
  varalShared: {
    title: 'Varal, shared',
    command: ((supergraph, port) => [...varal(supergraph, port), '--share']) as Command,
  },
  varalInside: {
    title: 'Varal, subgraphs inside',
    command: ((supergraph, port) => ['bench/gateway/varal-inside.ts', supergraph, port]) as Command,
  },
}

export type ContenderName = keyof typeof contenders

export interface Contender extends AsyncDisposable {
  readonly name: ContenderName
  readonly url: string
  readonly pid: number
}

/** As all of Varal's programs are started: room for the many objects that a request leaves behind. The same for everybody. */
const NODE_OPTIONS = ['--max-semi-space-size=64']
const START_MAX_MS = 60_000

/** Starts a gateway on the core of gateways. Resolves when it answers. */
export async function startContender(name: ContenderName, supergraph: string, logDir: string): Promise<Contender> {
  const port = await freePort()
  const command = [process.execPath, ...NODE_OPTIONS, ...contenders[name].command(supergraph, String(port))]
  const running = startPinned(command, { core: GATEWAY_CORE, logFile: path.join(logDir, `${name}.log`), cwd: root })
  const url = `http://127.0.0.1:${port}/graphql`
  try {
    await untilAnswering(contenders[name].title, url, running)
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw error
  }
  return { name, url, pid: running.pid, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() }
}

async function untilAnswering(title: string, url: string, running: PinnedProcess): Promise<void> {
  const lastMs = performance.now() + START_MAX_MS
  while (performance.now() < lastMs && !running.hasEnded) {
    const answer = await ask(url, bodyOf('small', 0)).catch(() => null)
    if (answer?.data) return
    await delay(100)
  }
  throw new Error(`${title} did not start. It said:\n${running.lastWords()}`)
}

export interface Answer {
  readonly data?: unknown
  readonly errors?: readonly unknown[]
}

export async function ask(url: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body })
  return (await response.json()) as Answer
}
