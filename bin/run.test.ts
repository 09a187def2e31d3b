import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { chooseNode } from './install/node-runtime.mjs'

const TEST_MS = 60_000
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('node bin/run.mjs SCRIPT', { timeout: TEST_MS }, () => {
  test('installs once, and again when the lock file changes', async () => {
    const root = tinyProject()

    expect((await run(root, 'hello.ts')).errors).toContain('Installing npm packages')
    expect((await run(root, 'hello.ts')).errors).toBe('')

    writeLockFile(root, '2.0.0')
    expect((await run(root, 'hello.ts')).errors).toContain('Installing npm packages')
  })

  test('leaves alone what somebody installed by hand', async () => {
    const root = tinyProject()
    mkdirSync(path.join(root, 'node_modules'))
    writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: {} }))

    expect(await run(root, 'hello.ts')).toMatchObject({ output: 'hello \n', errors: '' })
  })

  test('installs once when two terminals start together', async () => {
    const root = tinyProject()

    const both = await Promise.all([run(root, 'hello.ts', 'ada'), run(root, 'hello.ts', 'ben')])

    expect(both.map(({ output }) => output)).toEqual(['hello ada\n', 'hello ben\n'])
    expect(both.filter(({ errors }) => errors.includes('Installing npm packages'))).toHaveLength(1)
  })

  test('says what failed and starts nothing when npm fails', async () => {
    const root = tinyProject()
    writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'tiny', dependencies: { absent: '1.0.0' } }))

    const result = await run(root, 'hello.ts')

    expect(result).toMatchObject({ code: 1, output: '' })
    expect(result.errors).toContain('npm ci failed (1)')
    expect(result.errors).not.toContain('    at ')
  })

  test('passes arguments on, and the exit code back', async () => {
    const root = tinyProject()

    expect(await run(root, 'hello.ts', 'two words', '7')).toMatchObject({ output: 'hello two words 7\n', code: 7 })
  })

  test('forwards a signal, and ends only after the script did', async () => {
    const root = tinyProject()
    const running = start(root, 'wait-for-signal.ts')
    const { child, finished } = running
    await new Promise((resolve) => child.stdout?.once('data', resolve))

    child.kill('SIGTERM')

    expect(await finished).toMatchObject({ output: 'waiting\ngot SIGTERM\n', code: 3 })
  })
})

describe('the Node.js that runs the project', () => {
  test('is the pinned one, when it starts', () => {
    const root = tinyProject()
    const pinned = pretendNode(root, 'v24.1.0')

    expect(chooseNode(root, { path: '/usr/bin/node', version: 'v26.0.0' })).toBe(pinned)
  })

  test('is the current one, when the pinned one is missing or does not start', () => {
    const root = tinyProject()
    const current = { path: '/usr/bin/node', version: 'v24.0.0' }

    expect(chooseNode(root, current)).toBe('/usr/bin/node')
    writeFileSync(pretendNode(root, ''), '#!/nowhere/to/be/found\n')
    expect(chooseNode(root, current)).toBe('/usr/bin/node')
  })

  test('is missed with a message that names both and what is wrong with each', () => {
    const root = tinyProject()
    const pinned = pretendNode(root, 'v18.2.0')

    expect(() => chooseNode(root, { path: '/usr/bin/node', version: 'v20.19.0' })).toThrow(
      new RegExp(`${pinned}: is v18\\.2\\.0[\\s\\S]*/usr/bin/node: is v20\\.19\\.0`),
    )
  })
})

/** A project without dependencies, so that npm needs no network. */
function tinyProject(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'varal run ünïcode '))
  folders.push(root)
  for (const name of ['run.mjs', 'modules.mjs', 'lock-file.mjs', 'process-identity.mjs', 'install']) {
    cpSync(path.join(import.meta.dirname, name), path.join(root, 'bin', name), { recursive: true })
  }
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'tiny', version: '1.0.0', type: 'module' }))
  writeLockFile(root, '1.0.0')
  writeFileSync(
    path.join(root, 'hello.ts'),
    `const words: string[] = process.argv.slice(2)
console.log('hello', ...words, ...(words.length === 0 ? [''] : []))
process.exitCode = Number(words[1] ?? 0)`,
  )
  writeFileSync(
    path.join(root, 'wait-for-signal.ts'),
    `process.once('SIGTERM', () => { console.log('got SIGTERM'); process.exit(3) })
setInterval(() => {}, 1000)
console.log('waiting')`,
  )
  return root
}

function writeLockFile(root: string, version: string): void {
  const lock = {
    name: 'tiny',
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'tiny', version } },
  }
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(lock))
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ ...manifest, version }))
}

function pretendNode(root: string, version: string): string {
  const file = path.join(root, 'node_modules', '.bin', 'node')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 })
  return file
}

interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

function run(root: string, ...args: string[]): Promise<Ended> {
  return start(root, ...args).finished
}

function start(root: string, ...args: string[]): { child: ChildProcess; finished: Promise<Ended> } {
  const child = spawn(process.execPath, [path.join(root, 'bin', 'run.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const finished = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, output, errors })))
  return { child, finished }
}
