import { createTransport } from 'nodemailer'
import type { Mail } from './mail.ts'

const CONNECT_MS_MAX = 10_000
const SILENCE_MS_MAX = 20_000

export interface SmtpOptions {
  /** `smtp://name:password@host:587`, which goes on in TLS if the server can, or `smtps://host:465`. */
  readonly url: string
  /** `Varal <no-reply@example.org>`. */
  readonly from: string
}

/** A mail server that takes mails and delivers them. A name and a password are given to it over TLS only. */
export function smtpMail({ url, from }: SmtpOptions): Mail {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSecure = protocol === 'smtps:'
  const hasName = username !== ''
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: hasName && !isSecure,
    ...(hasName ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return {
    async send({ to, ...content }) {
      // As an object: an address is not parsed for further ones.
      const message = { from, to: { name: '', address: to }, ...content }
      await transport.sendMail(message).catch((error: unknown) => {
        throw faultOf(error)
      })
    },
    async [Symbol.asyncDispose]() {
      transport.close()
    },
  }
}

const unreachable = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ECONNRESET'])

/** Neither the error nor its cause is passed on: servers like to repeat the address that they refuse. */
function faultOf(error: unknown): Error {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (responseCode !== undefined) return new Error(`The mail server refused a mail with ${Number(responseCode)}`)
  if (!unreachable.has(code ?? '')) return new Error(`A mail could not be sent (${code ?? 'no code'})`)
  return Object.assign(new Error(`The mail server cannot be reached (${code})`), { code: 'EHOSTUNREACH' })
}
