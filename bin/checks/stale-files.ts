/** Something committed that no longer follows from what it is made of, and what mends it. */
export interface Stale {
  readonly what: string
  readonly command: string
}

/** @param current the file's text; null if it is missing. */
export function staleFile(path: string, command: string, current: string | null, made: string): Stale | null {
  if (current === made) return null
  return {
    what: current === null ? `${path} is missing` : `${path} is stale (line ${firstDifference(current, made)})`,
    command,
  }
}

/** Counted from 1. */
function firstDifference(one: string, other: string): number {
  const lines = other.split('\n')
  const index = one.split('\n').findIndex((line, at) => line !== lines[at])
  return index === -1 ? one.split('\n').length + 1 : index + 1
}
