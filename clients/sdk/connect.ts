import type { TypedDocumentString } from '@varal/schema/operations/documents'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { LiveStream } from './live-stream.ts'
import { type GraphErrorEntry, RequestFailed } from './request-failed.ts'

export interface Connection extends AsyncDisposable {
  /** Sends a query or a mutation. Throws RequestFailed when the answer has errors. */
  send<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>
  /** Opens a live stream: it resumes by itself from the last cursor after any disconnect. */
  watch<Data, Variables extends { after?: string | null | undefined }>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): LiveStream<Data>
  /** Cuts the socket, as a bad network would. Streams resume. */
  cut(): void
}

/** @param url the gateway's: http://host:port. @param accessToken asked for before each request and each new socket. */
export function connect(url: string, accessToken: () => Promise<string | null>): Connection {
  let socket: WebSocket | undefined
  const live = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 1_000,
    connectionParams: async () => authorization(await accessToken()),
    on: {
      opened(opened) {
        socket = opened as WebSocket
      },
    },
  })
  const streams = new Set<LiveStream<never>>()

  return {
    async send(document, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization(await accessToken()) },
        body: JSON.stringify({ query: document.toString(), variables }),
      })
      const { data, errors } = (await response.json()) as { data?: never; errors?: GraphErrorEntry[] }
      if (errors) throw new RequestFailed(errors)
      return data as never
    },
    watch(document, variables) {
      const open = (
        after: string | null,
        sink: { next(data: never): void; error(error: unknown): void; complete(): void },
      ) =>
        live.subscribe(
          { query: document.toString(), variables: { ...variables, ...(after === null ? {} : { after }) } },
          {
            // An item of which a part could not be had is an item: that part is null.
            next: (result) =>
              result.data ? sink.next(result.data as never) : sink.error(new RequestFailed(result.errors as never)),
            error: sink.error,
            complete: sink.complete,
          },
        )
      const stream = new LiveStream<never>(variables.after ?? null, open)
      streams.add(stream)
      return stream as never
    },
    cut: () => socket?.terminate(),
    async [Symbol.asyncDispose]() {
      for (const stream of streams) await stream.return()
      await live.dispose()
    },
  }
}

const authorization = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` }
