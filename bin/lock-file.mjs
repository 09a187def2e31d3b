import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { isRunning, startOf } from './process-identity.mjs'

// Longer than it takes to write one line or to remove one file, on any machine.
const UNFINISHED_MS = 5_000

/**
 * Takes the lock, or says who has it. A lock whose process is gone, also after kill -9 or a reboot, counts as free.
 * Returns `{ release, shareWith }` or `{ holder: { pid, started, since } }`. Once shared with a child process, the lock stays
 * taken while either of the two runs.
 */
export function tryLock(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  const mine = { pid: process.pid, started: startOf(process.pid), since: new Date().toISOString() }
  for (;;) {
    if (create(file, JSON.stringify(mine))) {
      return {
        release: () => release(file, mine),
        shareWith: (pid) => writeFileSync(file, JSON.stringify({ ...mine, child: { pid, started: startOf(pid) } })),
      }
    }
    const holder = holderOf(file)
    if (holder !== null) return { holder }
    removeIfStale(file)
  }
}

function create(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Who holds the lock; null when nobody does any more. */
function holderOf(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
  try {
    const holder = JSON.parse(text)
    if (isRunning(holder)) return holder
    return holder.child && isRunning(holder.child) ? { ...holder, ...holder.child } : null
  } catch {
    // Created but not written yet, or its writer was killed in between.
    return ageMs(file) < UNFINISHED_MS ? { pid: 0, started: null, since: new Date().toISOString() } : null
  }
}

/**
 * Two processes may find the same stale lock, and the slower one must not remove the new lock of the faster one: so
 * removal is itself a matter of who creates a folder first, and the lock is looked at again inside.
 */
function removeIfStale(file) {
  const turn = `${file}.taking`
  try {
    mkdirSync(turn)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (ageMs(turn) > UNFINISHED_MS) removeFolder(turn)
    pause(20)
    return
  }
  try {
    if (holderOf(file) === null) rmSync(file, { force: true })
  } finally {
    removeFolder(turn)
  }
}

function release(file, mine) {
  const holder = holderOf(file)
  if (holder !== null && holder.pid === mine.pid && holder.started === mine.started) rmSync(file, { force: true })
}

function ageMs(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

function removeFolder(folder) {
  try {
    rmdirSync(folder)
  } catch {
    // Another process was faster.
  }
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
