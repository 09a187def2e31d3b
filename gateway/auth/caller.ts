import type { IncomingMessage } from 'node:http'
import type { Caller, Viewer } from '@varal/platform/viewer'
import { languageOf } from './language.ts'

const DEVICE_CHARACTERS_MAX = 200

/** What the subgraphs learn of a request. The address is the socket's: what a client says of its own is not believed. */
export function callerOf({ headers, socket }: IncomingMessage, viewer: Viewer, requestId: string): Caller {
  return {
    viewer,
    app: null,
    requestId,
    language: languageOf(headers['accept-language']),
    address: socket.remoteAddress ?? '',
    device: (headers['user-agent'] ?? '').slice(0, DEVICE_CHARACTERS_MAX),
  }
}
