import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openJobFolder, removeLeftovers } from './job-folder.ts'
import { ProgramFailed, runProgram } from './run-program.ts'
import { sandboxed } from './sandbox.ts'

const limits = { cpuSMax: 60, memoryBytesMax: 2 ** 30, fileBytesMax: 2 ** 20 }
const run = (more: object = {}) => ({
  cwd: tmpdir(),
  signal: new AbortController().signal,
  timeoutMs: 20_000,
  limits,
  ...more,
})
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // One that has ended and that nobody has asked about is not alive.
  return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

describe('a program', () => {
  test('gives what it says, and gets its arguments as they are', async () => {
    expect(await runProgram('/bin/echo', ['$(id)', '; ls'], run())).toBe('$(id) ; ls\n')
  })

  test('that fails says why', async () => {
    const failed = runProgram('/bin/sh', ['-c', 'echo no room >&2; exit 3'], run())
    await expect(failed).rejects.toMatchObject({ exitCode: 3, lastWords: 'no room\n' } satisfies Partial<ProgramFailed>)
  })

  test('sees nothing of our environment', async () => {
    process.env['A_SECRET'] = 'seen'
    expect(await runProgram('/usr/bin/env', [], run())).not.toMatch(/A_SECRET/)
  })

  test('is ended with all that it started when it is late or aborted', async () => {
    const stopping = new AbortController()
    const pids: number[] = []
    const onLine = (line: string) => {
      pids.push(Number(line))
      if (pids.length === 2) stopping.abort(new Error('stop'))
    }
    const script = 'echo $$; sleep 60 & echo $!; wait'
    await expect(runProgram('/bin/sh', ['-c', script], run({ signal: stopping.signal, onLine }))).rejects.toThrow(
      'stop',
    )
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
    const late = runProgram('/bin/sleep', ['60'], run({ timeoutMs: 200 }))
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test.skipIf(!sandboxed([], limits).includes('prlimit'))('has its files cut at the limit', async () => {
    const write = runProgram('/bin/sh', ['-c', 'head -c 3000000 /dev/zero > /tmp/varal-too-large'], run())
    await expect(write).rejects.toThrow(ProgramFailed)
    await rm('/tmp/varal-too-large', { force: true })
  })

  test.skipIf(!sandboxed([], limits).includes('unshare'))('has no network', async () => {
    expect(await runProgram('/bin/cat', ['/proc/net/dev'], run())).not.toMatch(/eth|ens|enp/)
  })

  test.skipIf(!sandboxed([], limits).includes('setpriv'))('does not outlive a launcher that was killed', async () => {
    const module = new URL('./run-program.ts', import.meta.url).href
    const code = `const { runProgram } = await import(${JSON.stringify(module)})
      await runProgram('/bin/sh', ['-c', 'echo $$; exec sleep 60'], {
        cwd: '/tmp', signal: new AbortController().signal, timeoutMs: 60_000,
        limits: ${JSON.stringify(limits)}, onLine: (line) => console.log(line),
      })`
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(launcher.stdout, 'data')
    const pid = Number(String(said))
    expect(isAlive(pid)).toBe(true)
    launcher.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
  })
})

describe("a job's folder", () => {
  let parent: string
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'folders-'))
  })
  afterAll(() => rm(parent, { recursive: true, force: true }))

  test('is gone with the job', async () => {
    {
      await using folder = await openJobFolder(parent)
      expect(await readdir(parent)).toEqual([folder.path.slice(parent.length + 1)])
    }
    expect(await readdir(parent)).toEqual([])
  })

  test('of a process that was killed is removed by whoever comes next', async () => {
    const module = new URL('./job-folder.ts', import.meta.url).href
    const code = `const { openJobFolder } = await import(${JSON.stringify(module)})
      await openJobFolder(${JSON.stringify(parent)}); console.log('open'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(other.stdout, 'data')
    await removeLeftovers(parent)
    expect(await readdir(parent)).toHaveLength(1)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await removeLeftovers(parent)
    expect(await readdir(parent)).toEqual([])
  })

  test('that nobody has touched for a minute belongs to nobody', async () => {
    await using folder = await openJobFolder(parent)
    const before = new Date(Date.now() - 61_000)
    await utimes(folder.path, before, before)
    await removeLeftovers(parent)
    expect(await readdir(parent)).toEqual([])
  })
})
