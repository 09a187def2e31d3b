import type { IncomingMessage } from 'node:http'
import type { MistakeCode } from '@varal/platform/errors'
import type { GivenError } from '../execute/client-errors.ts'
import type { Operation } from '../execute/operation.ts'
import type { KnownOperation } from '../operations/known-operations.ts'
import type { Outcome } from '../request-log.ts'
import { answerType, isJson } from './media-type.ts'

/** What is sent; and for the log, what it came to. */
export interface HttpAnswer extends Partial<Outcome> {
  readonly status: number
  readonly text: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What ran, if something did. */
  readonly operation?: Operation | undefined
  readonly known?: KnownOperation | null | undefined
}

/** A request that is not answered. The error becomes what clients see by `clientError`. */
export interface HttpRefusal {
  readonly status: number
  readonly error: GivenError
  readonly headers?: Readonly<Record<string, string>>
}

export const refuse = (
  status: number,
  code: MistakeCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpRefusal => ({ status, error: { message, extensions: { code } }, headers })

/** What is wrong with the form of a request, before it is read; null if nothing is. */
export function refuseForm({ method, headers }: IncomingMessage): HttpRefusal | null {
  if (method !== 'GET' && method !== 'POST')
    return refuse(405, 'BAD_REQUEST', 'Send queries with GET or POST, and mutations with POST.', { allow: 'GET, POST' })
  if (!answerType(headers.accept))
    return refuse(406, 'BAD_REQUEST', 'Answers are application/graphql-response+json or application/json.')
  if (method === 'POST' && !isJson(headers['content-type']))
    return refuse(415, 'BAD_REQUEST', 'Send JSON, with the content type application/json.')
  if (headers['content-encoding']) return refuse(415, 'BAD_REQUEST', 'Send the body as it is, not compressed.')
  return null
}
