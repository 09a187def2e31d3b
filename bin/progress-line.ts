import { performance } from 'node:perf_hooks'

/** Says what a start waits for: one line that changes on a terminal, a line each elsewhere. */
export interface ProgressLine extends Disposable {
  report(text: string): void
  readonly elapsedMs: number
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 100

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  const beganMs = performance.now()
  const seconds = () => `${((performance.now() - beganMs) / 1_000).toFixed(1)} s`
  let text = ''
  let frame = 0
  const draw = () => stream.write(`\r\x1b[2K${FRAMES[frame++ % FRAMES.length]} ${seconds()}  ${text}`)
  const drawing = stream.isTTY ? setInterval(draw, FRAME_MS) : undefined

  return {
    report(next) {
      text = next
      if (stream.isTTY) draw()
      else stream.write(`${seconds()}  ${text}\n`)
    },
    get elapsedMs() {
      return performance.now() - beganMs
    },
    [Symbol.dispose]() {
      clearInterval(drawing)
      if (stream.isTTY) stream.write('\r\x1b[2K')
    },
  }
}
