import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { SetupError } from './setup-error.ts'
import { writeFileWhole } from './write-file-whole.ts'

// Below the range from which Linux (32768) and macOS (49152) take ports for outgoing connections.
const PORT_MIN = 20_000
const PORT_COUNT = 12_000
const TRIES_MAX = 500

/**
 * A free port on 127.0.0.1 for this name: the one it had before, else one derived from the folder's path, so that two
 * clones rarely want the same. It is remembered in `dir`. One launcher per folder: two processes must not call this for
 * one `dir` at a time.
 */
export async function portFor(dir: string, name: string): Promise<number> {
  mkdirSync(dir, { recursive: true })
  const remembered = readPorts(dir)[name]
  if (remembered !== undefined && (await isPortFree(remembered))) return remembered

  const start = createHash('sha256').update(realpathSync(dir)).digest().readUInt32BE(0)
  for (let tried = 0; tried < TRIES_MAX; tried++) {
    const port = PORT_MIN + ((start + tried) % PORT_COUNT)
    if (isTaken(dir, port) || !(await isPortFree(port))) continue
    // Looked at again: another name of this folder may have taken it during the check.
    if (isTaken(dir, port)) continue
    writeFileWhole(portsFile(dir), `${JSON.stringify({ ...readPorts(dir), [name]: port }, null, 2)}\n`)
    return port
  }
  throw new SetupError(`No free port between ${PORT_MIN} and ${PORT_MIN + PORT_COUNT - 1} on 127.0.0.1.`)
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

function isTaken(dir: string, port: number): boolean {
  return Object.values(readPorts(dir)).includes(port)
}

function readPorts(dir: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(portsFile(dir), 'utf8'))
  } catch {
    // Absent, or damaged: ports are only a convenience to keep.
    return {}
  }
}

function portsFile(dir: string): string {
  return path.join(dir, 'ports.json')
}
