import type { ServerResponse } from 'node:http'

/** One message of a `text/event-stream`, as the HTML standard defines it. `id` and `event` are without line breaks. */
export interface ServerSentEvent {
  readonly event: string
  readonly id?: string | undefined
  readonly data: string
}

/** An idle stream says that it is alive this often, in milliseconds, so that nobody on the way closes it. */
export const HEARTBEAT_MS = 15_000

const heartbeat = ': alive\n\n'

export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Cuts off a client that takes nothing for this long, in milliseconds. Without it, the source just waits. */
  readonly stuckMs?: number
}

/**
 * Writes events as the client takes them: the next is asked for when there is room for it. Returns when the events or
 * the connection have ended; in both cases the iterator has been returned. Throws what the iterator throws, and has cut
 * the connection then.
 */
export async function writeEventStream(
  response: ServerResponse,
  events: AsyncIterator<ServerSentEvent>,
  { headers, stuckMs }: EventStreamOptions = {},
): Promise<void> {
  const beating = setInterval(() => {
    if (!response.writableNeedDrain) response.write(heartbeat)
  }, HEARTBEAT_MS)
  const clean = () => {
    clearInterval(beating)
    // Not awaited: an iterator may wait for its source before it ends.
    events.return?.().catch(() => {})
  }
  response.once('close', clean)
  if (response.destroyed) return clean()

  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  response.flushHeaders()
  try {
    for (let step = await events.next(); !step.done; step = await events.next()) {
      if (response.writableEnded || response.destroyed) break
      if (!response.write(format(step.value))) await drained(response, stuckMs)
    }
    if (!response.destroyed) response.end()
  } catch (error) {
    response.destroy()
    throw error
  } finally {
    clearInterval(beating)
  }
}

function format({ event, id, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
}

function drained(response: ServerResponse, stuckMs: number | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = stuckMs === undefined ? undefined : setTimeout(() => response.destroy(), stuckMs)
  const done = () => {
    clearTimeout(timer)
    response.off('drain', done).off('close', done)
    resolve()
  }
  response.once('drain', done).once('close', done)
  return promise
}

/** Reads what `writeEventStream` writes; comments are left out. A chunk is taken when the events before it have been. */
export async function* readEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseEvent(block)
      if (event) yield event
    }
  }
}

function parseEvent(block: string): ServerSentEvent | null {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart())
  }
  const event = fields.get('event')
  return event === undefined ? null : { event, id: fields.get('id'), data: fields.get('data') ?? '' }
}
