import { chmodSync, renameSync, writeFileSync } from 'node:fs'

/** Replaces a file in one step: readers, and whoever starts after a crash, see the old text or the new one. */
export function writeFileWhole(file: string, text: string, mode = 0o644): void {
  const draft = `${file}.${process.pid}.draft`
  writeFileSync(draft, text, { mode })
  // The mode above is masked by the umask and ignored for a draft that a crash left behind.
  chmodSync(draft, mode)
  renameSync(draft, file)
}
