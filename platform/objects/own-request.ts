import type { ServerResponse } from 'node:http'
import type { ObjectRequest, StoreParts } from './object-request.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './s3-xml.ts'
import { type Signed, verifySigned } from './sig-v4.ts'

/** For what only we do: signed in the headers, by the credentials themselves. @throws S3Error if it is not. */
export function verifyOwn(asked: ObjectRequest, { credentials, clock }: StoreParts): Signed {
  if (!asked.headers['authorization']) throw new S3Error('AccessDenied', 'Access Denied')
  return verifySigned(asked, credentials, clock.now())
}

export function sendXml(response: ServerResponse, root: string, inside: string): void {
  const body = xmlDocument(root, inside)
  response.writeHead(200, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  })
  response.end(body)
}
