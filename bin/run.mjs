// node bin/run.mjs SCRIPT [ARGUMENT...]: installs what is missing, then runs the script with the project's own Node.js.
//
// Why a file of its own: npm's "pre" scripts do not run under ignore-scripts, the node on PATH may be as old as 20, and
// a shell that has looked up "node" once keeps using that one even when the install has just brought a newer.
// So this file, and what it imports, is plain JavaScript for Node.js 20.19 without dependencies.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { isatty } from 'node:tty'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chooseNode } from './install/node-runtime.mjs'
import { CannotRun, installPackages } from './install/npm-packages.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
// A request leaves many objects behind at once: with room for them they are collected a fifth as often.
const YOUNG_OBJECTS = '--max-semi-space-size=64'

try {
  const [script, ...args] = process.argv.slice(2)
  if (script === undefined) throw new CannotRun('Usage: node bin/run.mjs SCRIPT [ARGUMENT...]')
  refuseTooOld()
  await installPackages(root, (line) => console.error(line))
  runScript(chooseNode(root), [path.resolve(root, script), ...args])
} catch (error) {
  if (!(error instanceof CannotRun)) throw error
  console.error(`\n${error.message}\n`)
  process.exitCode = 1
}

function refuseTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new CannotRun(
    `Installing needs Node.js 20.19 or newer; this is ${process.version}. Any newer one will do: https://nodejs.org`,
  )
}

function runScript(node, argv) {
  // Scripts that start other programs by "#!/usr/bin/env node" get the same Node.js.
  const PATH = [path.dirname(node), process.env.PATH].filter(Boolean).join(path.delimiter)
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? path.join(root, 'node_modules', '.cache', 'compiled')
  const modules = pathToFileURL(path.join(root, 'bin', 'modules.mjs')).href
  const child = spawn(node, [YOUNG_OBJECTS, '--import', modules, ...argv], {
    stdio: 'inherit',
    env: { ...process.env, PATH, NODE_COMPILE_CACHE },
  })
  forwardSignals(child)
  child.once('error', (error) => {
    console.error(`\n${node} cannot be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => endLike(code, signal))
}

function forwardSignals(child) {
  // On Ctrl-C the terminal itself interrupts every process of the group, the script too. Forwarding would make it two
  // interruptions, which a program may take for impatience.
  const terminalInterrupts = [0, 1, 2].some((descriptor) => isatty(descriptor))
  process.on('SIGINT', () => {
    if (!terminalInterrupts) child.kill('SIGINT')
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
}

/** Ends as the script ended, so that a shell or npm above sees the same. */
function endLike(code, signal) {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // Reached when the signal does not end this process: then the shell's convention.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100)
}
