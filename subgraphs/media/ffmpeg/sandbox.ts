import { spawnSync } from 'node:child_process'

/** What a program may take. Beyond it the kernel ends it, or refuses it more. */
export interface ResourceLimits {
  /** Of all its threads together. */
  readonly cpuSMax: number
  readonly memoryBytesMax: number
  readonly fileBytesMax: number
}

/** Where the system's own programs lie. Nothing else of our environment reaches a program that reads strangers' bytes. */
export const BARE_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin', LC_ALL: 'C' }

/**
 * The same command without a network, within its limits, and ended by the kernel when we end, even by kill -9. As far as the
 * machine can: what it lacks (macOS has none of it; containers may forbid namespaces) is left out.
 *
 * The order matters: a process that changes its user, as entering a user namespace does, is no longer tied to its parent.
 */
export function sandboxed(command: readonly string[], limits: ResourceLimits, niceness = 0): string[] {
  return [
    ...(niceness > 0 ? works(['nice', '-n', String(niceness)]) : []),
    ...(works(['unshare', '-n', '--']).length > 0
      ? works(['unshare', '-n', '--'])
      : works(['unshare', '-r', '-n', '--'])),
    ...works(['setpriv', '--pdeathsig', 'KILL', '--']),
    ...(works(['prlimit', '--core=0', '--']).length > 0 ? limitsOf(limits) : []),
    ...command,
  ]
}

/** `--data` and not `--as`: threads reserve far more addresses than they touch. */
const limitsOf = ({ cpuSMax, memoryBytesMax, fileBytesMax }: ResourceLimits) => [
  'prlimit',
  `--cpu=${Math.ceil(cpuSMax)}`,
  `--data=${memoryBytesMax}`,
  `--fsize=${fileBytesMax}`,
  '--nofile=256',
  '--core=0',
  '--',
]

const known = new Map<string, boolean>()

/** The wrapper, if it starts programs on this machine; else nothing. Tried once. */
function works(wrapper: readonly string[]): readonly string[] {
  const key = wrapper.join(' ')
  const [program = '', ...args] = wrapper
  let isWorking = known.get(key)
  if (isWorking === undefined) {
    isWorking = spawnSync(program, [...args, 'true'], { stdio: 'ignore', env: BARE_ENV, timeout: 5_000 }).status === 0
    known.set(key, isWorking)
  }
  return isWorking ? wrapper : []
}
