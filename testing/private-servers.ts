import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Servers, startServers } from '../bin/servers/start-servers.ts'

/** Postgres, Redis and NATS of a test's own, to be killed and restarted. Takes seconds to start: one set for a file. */
export async function privateServers(): Promise<Servers> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'varal-servers-'))
  const servers = await startServers({ dir, given: {}, report: () => {}, onDeath: () => {}, durable: false })
  return {
    ...servers,
    async [Symbol.asyncDispose]() {
      await servers[Symbol.asyncDispose]()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
