export interface ProcessIdentity {
  readonly pid: number
  readonly started: string | null
}

export function startOf(pid: number): string | null

export function isRunning(identity: ProcessIdentity): boolean
