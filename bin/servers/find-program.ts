import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

// A service's PATH, and that of a plain user on Debian, leave out some of these.
const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin', '/snap/bin']

/** Where a program lies; PATH comes first. */
export function findProgram(name: string): string | undefined {
  return [...pathFolders(), ...SYSTEM_FOLDERS].map((folder) => path.join(folder, name)).find(isProgram)
}

export function pathFolders(): string[] {
  return (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
