import type { Logger } from '@varal/platform/log'
import { answerOf } from '../execute/answer.ts'
import { clientError, type GivenError } from '../execute/client-errors.ts'
import { holderOf } from './client-session.ts'
import type { Connections } from './connections.ts'
import { isAnswer } from './open-results.ts'
import type { Streams } from './streams.ts'

const tooManyStreams: GivenError = {
  message: 'You have as many streams open as there may be: end one first.',
  extensions: { code: 'RATE_LIMITED' },
}

/** A user, or an app, has so many streams at once, over all connections; strangers have theirs by connection. */
export function limitedStreams(streams: Streams, connections: Connections, log: Logger): Streams {
  return {
    async watch(call, outlet) {
      const holder = holderOf(call.caller)
      if (holder === null) return streams.watch(call, outlet)
      if (!connections.openStream(holder))
        return answerOf(undefined, [clientError(tooManyStreams, call.caller.requestId, log)])
      const close = () => connections.closeStream(holder)
      const opened = await streams.watch(call, outlet).catch((error: unknown) => {
        close()
        throw error
      })
      if (isAnswer(opened)) close()
      else opened.ended.then(close, close)
      return opened
    },
  }
}
