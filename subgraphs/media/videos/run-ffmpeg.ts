import { ProgramFailed, type ProgramRun, runProgram } from '../ffmpeg/run-program.ts'
import { UnusableFile } from '../unusable-file.ts'

export interface Encoding extends ProgramRun {
  readonly durationMs: number
  /** 0 to 1, as the encoder says. */
  readonly onProgress?: (share: number) => void
}

/** Runs ffmpeg to its end. @throws UnusableFile if it could not make sense of all of the input. */
export async function runFfmpeg(ffmpeg: string, args: readonly string[], encoding: Encoding): Promise<void> {
  const { durationMs, onProgress = () => {}, ...run } = encoding
  const onLine = (line: string) => {
    const us = Number(/^out_time_us=(\d+)$/.exec(line)?.[1])
    if (us > 0 && durationMs > 0) onProgress(Math.min(1, us / 1_000 / durationMs))
  }
  await readsFile(runProgram(ffmpeg, args, { ...run, onLine }))
}

/** What is the machine's fault, in ffmpeg's words or the system's. */
const OURS =
  /No space left|Cannot allocate memory|Permission denied|Read-only file system|Resource temporarily unavailable/i
/** Of those who start a program for us: it could not be started. */
const NOT_STARTED = [125, 126, 127]

/** A program that complains of its input and ends has found the file at fault; one that could not run has not. */
export async function readsFile<Result>(running: Promise<Result>): Promise<Result> {
  return running.catch((error: unknown) => {
    if (!(error instanceof ProgramFailed) || error.exitCode === null) throw error
    if (NOT_STARTED.includes(error.exitCode) || OURS.test(error.lastWords)) throw error
    throw new UnusableFile('DAMAGED', { cause: error })
  })
}
