import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@varal/platform/clock'

const PREFIX = 'varal-video-'
const TOUCH_MS = 10_000
/** A folder that nobody has touched for this long belongs to nobody. */
const LEFTOVER_MS = 60_000

export interface JobFolder extends AsyncDisposable {
  readonly path: string
}

/** A folder of one job's own, removed with it. Those that killed processes left are removed first. */
export async function openJobFolder(parent = tmpdir()): Promise<JobFolder> {
  await removeLeftovers(parent)
  const path = await mkdtemp(join(parent, `${PREFIX}${here}-${process.pid}-`))
  const touching = setInterval(() => void utimes(path, systemClock.now(), systemClock.now()).catch(() => {}), TOUCH_MS)
  return {
    path,
    async [Symbol.asyncDispose]() {
      clearInterval(touching)
      await rm(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** Folders of processes of this machine that are gone, and of whichever machine shares the disk, if untouched for a minute. */
export async function removeLeftovers(parent = tmpdir()): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX))
  for (const name of names) {
    const path = join(parent, name)
    const touchedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    )
    // Real time, as the file system's: a test's clock says nothing about it.
    const isLeft = isOfDeadProcess(name) || systemClock.now().getTime() - touchedMs > LEFTOVER_MS
    if (isLeft) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

/** Container or machine: process ids mean something only there. */
const here =
  hostname()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 40) || 'host'

function isOfDeadProcess(name: string): boolean {
  const [host, pid] = name.slice(PREFIX.length).split('-')
  if (host !== here || !pid || !/^\d+$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
