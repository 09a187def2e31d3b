import type { ClientSocket } from './client-socket.ts'
import { writeHeader } from './text-frame.ts'

/** The one item of a result, as far as streams are concerned. Null where the operation does not ask for it by this name. */
export interface StreamedItem {
  readonly cursor: string | null
  readonly at: string | null
  readonly type: string | null
}

const SAFE_CURSOR = /^[\w.~-]+$/
/** Longer texts are not copied for each client; writing in two parts costs less then. */
const COPIED_BYTES_MAX = 8_192
const HEADER_BYTES_MAX = 10

/** One result of a stream, in the forms in which it leaves: each is made once, for however many clients. */
export class StreamResult {
  /** The ExecutionResult as JSON. */
  readonly text: string
  #item: StreamedItem | undefined
  /** What comes after the operation's id in a message of graphql-ws. */
  #rest: Buffer | undefined
  #event: Buffer | undefined
  #eventWithId: Buffer | undefined
  /** A frame in which only the id changes from client to client, and the length of that id's part. */
  #frame: Buffer | undefined
  #headBytes = 0

  constructor(text: string) {
    this.text = text
  }

  get item(): StreamedItem {
    this.#item ??= itemIn(this.text)
    return this.#item
  }

  /** The same, said of the place where `other` is. */
  movedTo(other: StreamResult): StreamResult {
    const { data } = JSON.parse(this.text)
    const { cursor, at } = other.item
    const place = { ...(this.item.cursor && cursor ? { cursor } : {}), ...(this.item.at && at ? { at } : {}) }
    const [name = '', item] = Object.entries<object>(data)[0] ?? []
    return new StreamResult(JSON.stringify({ data: { [name]: { ...item, ...place } } }))
  }

  /** As a server-sent event. */
  get event(): Buffer {
    this.#event ??= Buffer.from(`event: next\ndata: ${this.text}\n\n`)
    return this.#event
  }

  /** The same, with the cursor as its id. */
  get eventWithId(): Buffer {
    const { cursor } = this.item
    if (cursor === null) return this.event
    this.#eventWithId ??= Buffer.from(`id: ${cursor}\nevent: next\ndata: ${this.text}\n\n`)
    return this.#eventWithId
  }

  /** As a server-sent event of one among several operations. */
  eventOf(operationId: string): Buffer {
    return Buffer.from(`event: next\ndata: {"id":${JSON.stringify(operationId)},"payload":${this.text}}\n\n`)
  }

  /**
   * Sends it as graphql-ws' message `next`. @param head how the message begins, see `messageHead`
   * @returns false when the client should get no more before it has drained
   */
  sendTo(client: ClientSocket, head: Buffer): boolean {
    this.#rest ??= Buffer.from(`,"type":"next","payload":${this.text}}`)
    const rest = this.#rest
    if (rest.length > COPIED_BYTES_MAX) return client.write(frameStart(head, rest.length), rest)

    if (this.#frame && this.#headBytes === head.length)
      head.copy(this.#frame, this.#frame.length - rest.length - head.length)
    else this.#frame = Buffer.concat([frameStart(head, rest.length), rest])
    this.#headBytes = head.length
    const hasRoom = client.write(this.#frame)
    // What has not left yet must not change.
    if (client.holdsBytes) this.#frame = undefined
    return hasRoom
  }
}

/** How a message about the operation begins. */
export const messageHead = (operationId: string) => Buffer.from(`{"id":${JSON.stringify(operationId)}`)

function itemIn(text: string): StreamedItem {
  const { data } = JSON.parse(text)
  const [item] = Object.values(data ?? {}) as (Readonly<Record<string, unknown>> | null)[]
  const { cursor, at, __typename: type } = item ?? {}
  return {
    cursor: typeof cursor === 'string' && SAFE_CURSOR.test(cursor) ? cursor : null,
    at: typeof at === 'string' ? at : null,
    type: typeof type === 'string' ? type : null,
  }
}

function frameStart(head: Buffer, restBytes: number): Buffer {
  const start = Buffer.allocUnsafe(HEADER_BYTES_MAX + head.length)
  const headerBytes = writeHeader(start, head.length + restBytes)
  head.copy(start, headerBytes)
  return start.subarray(0, headerBytes + head.length)
}
