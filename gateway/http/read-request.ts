import type { IncomingMessage } from 'node:http'
import { badRequest, type OperationRefusal } from '../operations/operation-refusal.ts'
import { type OperationRequest, readOperationRequest, readOperationSearch } from '../operations/operation-request.ts'
import { readBody } from './read-body.ts'

/** Reads what a client asks, from the address of a GET or the body of a POST. */
export async function readRequest(request: IncomingMessage): Promise<OperationRequest | OperationRefusal> {
  if (request.method === 'GET') return readOperationSearch(searchOf(request))
  const body = await readBody(request)
  if (!('text' in body)) return { ...badRequest(body.message), status: body.status }
  try {
    return readOperationRequest(parseJson(body.text))
  } catch (error) {
    return badRequest(error instanceof SyntaxError ? 'The body is not JSON.' : (error as Error).message)
  }
}

function searchOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark)
}

/** Written like this, or with escapes, it could change what an object is in the hands of somebody careless. */
const suspicious = /__proto__|\\u005f/i

function parseJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text)
  return JSON.parse(text, (key, value) => {
    if (key === '__proto__') throw new TypeError('The body has a member that no request has.')
    return value
  })
}
