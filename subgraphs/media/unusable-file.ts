import type { FileFault } from './failure-messages.ts'

/** The file itself is at fault: no other attempt would go otherwise. */
export class UnusableFile extends Error {
  readonly fault: FileFault

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(`The file is unusable: ${fault}`, options)
    this.name = 'UnusableFile'
    this.fault = fault
  }
}
