import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { CannotRun } from './npm-packages.mjs'

const MAJOR_MIN = 24

/**
 * The Node.js that runs the project: the pinned one from node_modules, else the current one if it is new enough.
 * The pinned one is tried first, because it is there on every platform but may not start: on Alpine, for example.
 */
export function chooseNode(root, current = { path: process.execPath, version: process.version }) {
  const pinned = path.join(root, 'node_modules', '.bin', 'node')
  const problem = problemWith(pinned)
  if (problem === null) return pinned
  if (majorOf(current.version) >= MAJOR_MIN) return current.path
  throw new CannotRun(
    `Varal needs Node.js ${MAJOR_MIN} or newer, and found none.\n` +
      `  - its own, ${pinned}: ${problem}\n` +
      `  - the one that runs this command, ${current.path}: is ${current.version}\n` +
      `Install Node.js ${MAJOR_MIN} (https://nodejs.org, or "npx --yes node@24 bin/run.mjs bin/varal.ts"), and run the same command again.`,
  )
}

function problemWith(node) {
  if (!existsSync(node))
    return `does not exist (npm has no Node.js package for ${process.platform}-${process.arch} here)`
  try {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
    return majorOf(version) >= MAJOR_MIN ? null : `is ${version}`
  } catch (error) {
    return `does not start (${(error.stderr || error.message).trim().split('\n')[0]})`
  }
}

function majorOf(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0)
}
