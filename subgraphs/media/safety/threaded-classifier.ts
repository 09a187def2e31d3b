import { Worker } from 'node:worker_threads'
import type { Classification, Classifier, Pixels } from './classifier.ts'

export interface Question {
  readonly number: number
  readonly pixels: Pixels
}

export type Answer = { readonly number: number } & (
  | { readonly classification: Classification }
  | { readonly error: string }
)

/** The first answer waits until the model is made. */
const ANSWER_MS_MAX = 20_000

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, PromiseWithResolvers<Classification>>
}

/**
 * A classifier in a thread that is started when it is first asked, and anew after it broke. An idle thread keeps no
 * process running. Those who ask wait for each other: there are as many at once as there are job slots.
 */
export function threadedClassifier(
  script: URL,
  { version, sidePx }: Pick<Classifier, 'version' | 'sidePx'>,
): Classifier {
  let thread: Thread | null = null
  let asked = 0

  function start(): Thread {
    const started: Thread = { worker: new Worker(script), waiting: new Map() }
    started.worker.on('message', (answer: Answer) => {
      const one = started.waiting.get(answer.number)
      started.waiting.delete(answer.number)
      // Here and not later: after a turn of the event loop it would no longer let the process end.
      if (started.waiting.size === 0) started.worker.unref()
      if ('error' in answer) one?.reject(new Error(answer.error))
      else one?.resolve(answer.classification)
    })
    started.worker.on('error', (error) => end(started, error))
    started.worker.on('exit', () => end(started, new Error('The thread of the classifier ended')))
    return started
  }

  function end(ended: Thread, reason: unknown): void {
    if (thread === ended) thread = null
    for (const one of ended.waiting.values()) one.reject(reason)
    void ended.worker.terminate()
  }

  return {
    version,
    sidePx,
    async classify(pixels, signal) {
      if (pixels.length !== 3 * sidePx * sidePx) throw new Error(`Not a picture of ${sidePx} pixels each way`)
      signal.throwIfAborted()
      thread ??= start()
      const { worker, waiting } = thread
      const using = thread
      const number = ++asked
      const answer = Promise.withResolvers<Classification>()
      waiting.set(number, answer)
      // What is late is broken: the thread goes, and with it whatever it hangs in.
      const late = setTimeout(() => end(using, new Error('The classifier took too long')), ANSWER_MS_MAX)
      const leave = () => answer.reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      try {
        worker.ref()
        worker.postMessage({ number, pixels } satisfies Question)
        return await answer.promise
      } finally {
        clearTimeout(late)
        signal.removeEventListener('abort', leave)
        waiting.delete(number)
      }
    },
  }
}
