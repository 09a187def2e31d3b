import type { IncomingMessage } from 'node:http'
import { anonymous, type Caller } from '@varal/platform/viewer'
import { languageOf } from './language.ts'

const DEVICE_CHARACTERS_MAX = 200

/** Who has said nothing of themselves, yet. */
export const nobody: Pick<Caller, 'viewer' | 'app'> = { viewer: anonymous, app: null }

/** What the subgraphs learn of a request. The address is the socket's: what a client says of its own is not believed. */
export function callerOf(
  { headers, socket }: IncomingMessage,
  { viewer, app }: Pick<Caller, 'viewer' | 'app'>,
  requestId: string,
): Caller {
  return {
    viewer,
    app,
    requestId,
    language: languageOf(headers['accept-language']),
    address: socket.remoteAddress ?? '',
    device: (headers['user-agent'] ?? '').slice(0, DEVICE_CHARACTERS_MAX),
  }
}
