import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** A process that does what it is asked, alone on a core if this machine can arrange it. */
export interface AskedProcess extends AsyncDisposable {
  /** @throws what it says went wrong, or that it has ended */
  ask<Answer>(order: object): Promise<Answer>
}

/** Starts a file that calls `answerOrders`. Resolves when it is ready. */
export async function askedProcess(file: URL, core: number): Promise<AskedProcess> {
  const child = fork(file, {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production' },
    serialization: 'advanced',
  })
  spawnSync('taskset', ['-a', '-p', '-c', String(core), String(child.pid)])
  const waiting = new Map<number, PromiseWithResolvers<never>>()
  let last = 0
  child.on('message', ({ id, answer, error }: { id: number; answer: never; error?: string }) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(answer)
    else asked?.reject(new Error(error))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} has ended: ${signal ?? code}`))
  })
  const asked: AskedProcess = {
    async ask(order) {
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      waiting.set(++last, { promise, resolve, reject })
      child.send({ id: last, order })
      return promise
    },
    [Symbol.asyncDispose]: () => end(child),
  }
  await asked.ask({ what: 'ready' })
  return asked
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** In such a process: does what it is asked. */
export function answerOrders(handle: (order: never) => unknown): void {
  process.on('message', async ({ id, order }: { id: number; order: { what: string } }) => {
    try {
      process.send?.({ id, answer: order.what === 'ready' ? null : await handle(order as never) })
    } catch (error) {
      process.send?.({ id, error: String(error) })
    }
  })
  process.once('disconnect', () => process.exit())
}
