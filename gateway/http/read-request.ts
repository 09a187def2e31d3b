import type { IncomingMessage } from 'node:http'
import { badRequest, type OperationRefusal } from '../operations/operation-refusal.ts'
import { type OperationRequest, readOperationRequest, readOperationSearch } from '../operations/operation-request.ts'
import { readBody } from './read-body.ts'

/** Reads what a client asks, from the address of a GET or the body of a POST. */
export async function readRequest(request: IncomingMessage): Promise<OperationRequest | OperationRefusal> {
  if (request.method === 'GET') return readOperationSearch(searchOf(request))
  const body = await readBody(request)
  if (!('text' in body)) return { ...badRequest(body.message), status: body.status }
  const parsed = parseJson(body.text)
  return parsed ? readOperationRequest(parsed.value, body.text) : badRequest('The body is not JSON.')
}

function searchOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark)
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}
