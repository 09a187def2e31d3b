import { tracedRequest } from '@varal/platform/trace'
import type { Answer } from '../execute/answer.ts'
import { measure } from '../metrics.ts'
import type { FinishRequest } from '../request-log.ts'
import type { CurrentGraph } from './current-graph.ts'
import { isAnswer, type StreamCall } from './open-results.ts'
import type { Streams } from './streams.ts'

/** Runs the queries and mutations that come over sockets and event streams. */
export type AnswerCall = (call: StreamCall) => Promise<Answer>

/** As HTTP's requests are told of when they are answered, so is each operation that comes over a connection for many. */
export function answerAndTell(graph: CurrentGraph, finish: FinishRequest): AnswerCall {
  return (call) =>
    tracedRequest(undefined, 'request', factsOf(call), async (span) => {
      const beganMs = performance.now()
      const outcome = await graph.executor.answer(call)
      finish({ ...told(call), beganMs, outcome, span })
      return outcome
    })
}

/** A stream is told of when it ends, or when it does not begin. Its trace ends when it is open. */
export function toldStreams(streams: Streams, finish: FinishRequest): Streams {
  return {
    async watch(call, outlet) {
      const beganMs = performance.now()
      const opened = await tracedRequest(undefined, 'open a stream', factsOf(call), () => streams.watch(call, outlet))
      if (isAnswer(opened)) {
        finish({ ...told(call), beganMs, outcome: opened })
        return opened
      }
      measure.streamOpened()
      const end = () => {
        measure.streamEnded()
        finish({ ...told(call), beganMs, outcome: { hasData: true, errors: [] } })
      }
      opened.ended.then(end, end)
      return opened
    },
  }
}

const factsOf = ({ caller }: StreamCall) => ({ 'varal.request_id': caller.requestId })

const told = ({ caller, operation, known, transport }: StreamCall) => ({
  ...{ requestId: caller.requestId, operation, known, transport },
})
