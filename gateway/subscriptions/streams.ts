import { randomUUID } from 'node:crypto'
import type { Logger } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import type { Answer } from '../execute/answer.ts'
import { catchUp } from './catch-up.ts'
import type { CurrentGraph } from './current-graph.ts'
import { openResults, type StreamCall } from './open-results.ts'
import type { Outlet, Watch } from './outlet.ts'
import { SharedStream } from './shared-stream.ts'
import { watchAlone } from './watch-alone.ts'

/** All subscriptions of this process. */
export interface Streams {
  /** Sends what a subscription brings to `outlet`, from the call's cursor on; or says why there is nothing to send. */
  watch(call: StreamCall, outlet: Outlet): Promise<Watch | Answer>
}

/**
 * Streams that are the same for everybody run once, as a stranger, however many clients watch them: nobody sees more there
 * than a stranger does. So does whatever strangers watch. One that strangers do not get, and one that depends on who asks,
 * runs for each client.
 */
export function openStreams(graph: CurrentGraph, log: Logger): Streams {
  const shared = new Map<string, SharedStream>()

  function sharedStream(key: string, call: StreamCall): SharedStream {
    const present = shared.get(key)
    if (present) return present
    const { afterVariable, hasCheckpoints } = graph.traitsOf(call.operation)
    const open = (after: string | null) => {
      const variables = afterVariable === null ? call.variables : { ...call.variables, [afterVariable]: after }
      return openResults({ ...asStranger(call), variables }, graph)
    }
    const stream = new SharedStream({
      open,
      hasCheckpoints,
      onEnd: () => {
        if (shared.get(key) === stream) shared.delete(key)
      },
      onFault: (err) => log.error({ err }, 'a shared stream failed'),
    })
    shared.set(key, stream)
    return stream
  }

  async function watchShared(call: StreamCall, outlet: Outlet, after: string | null): Promise<Watch | null> {
    const stream = sharedStream(keyOf(call, graph), call)
    const release = stream.hold()
    try {
      if ((await stream.begun()) || stream.hasEnded) return null
      if (after === null) return stream.join(outlet, stream.log.end, true)
      const position = await stream.find(after)
      if (stream.hasEnded) return null
      if (position !== null) return stream.join(outlet, position, true)
      return await catchUp(asStranger(call), outlet, stream, graph)
    } finally {
      release()
    }
  }

  return {
    async watch(call, outlet) {
      const { isPublic, afterVariable, hasFixedStart, asksForCursor } = graph.traitsOf(call.operation)
      const given = afterVariable === null ? null : (call.variables[afterVariable] ?? null)
      const after = typeof given === 'string' && given !== '' ? given : null
      const isResumable = given === null || (after !== null && asksForCursor)
      const isShared = isPublic || isStranger(call.caller)
      if (!isShared || hasFixedStart || !isResumable) return watchAlone(call, outlet, graph)
      // A stranger does not get it, or it has ended meanwhile: what the viewer gets is theirs alone.
      return (await watchShared(call, outlet, after)) ?? watchAlone(call, outlet, graph)
    },
  }
}

const isStranger = ({ viewer, app }: StreamCall['caller']) => viewer.kind === 'anonymous' && app === null

/** What makes two calls the same stream: everything that is asked, but not where to begin, and not who asks. */
function keyOf({ text, operationName, operation, variables, caller }: StreamCall, graph: CurrentGraph): string {
  const { afterVariable } = graph.traitsOf(operation)
  const others = Object.entries(variables).filter(([name]) => name !== afterVariable)
  return JSON.stringify([
    caller.language,
    operationName ?? '',
    others.sort(([one], [other]) => (one < other ? -1 : 1)),
    text,
  ])
}

/** Whoever asks pays for opening a stream that others join then, for nothing: they cost nothing. */
const asStranger = (call: StreamCall): StreamCall => ({
  ...call,
  caller: {
    viewer: anonymous,
    app: null,
    requestId: randomUUID(),
    language: call.caller.language,
    address: '',
    device: '',
  },
  payer: call.caller,
})
