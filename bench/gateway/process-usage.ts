import { readFileSync } from 'node:fs'

/** Of /proc/PID/stat: Linux counts in hundredths of a second there, whatever its own clock does. */
const TICK_MS = 10
/** Of the fields after the name, which is in brackets and may have spaces: proc(5) counts from 1 and these from 3. */
const UTIME = 14 - 3
const STIME = 15 - 3

/** What a process has used so far, user and system, all of its threads; milliseconds, to 20. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS
}

/** The memory that a process holds now; megabytes. */
export function rssMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}
