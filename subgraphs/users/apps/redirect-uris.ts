import { z } from 'zod'

const URIS_MAX = 10
const CHARACTERS_MAX = 500
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * Where an app may have people sent back to: https, http to the person's own machine, or a scheme of the app's own, which
 * has a dot in it, as `org.example.reader:/callback`. Compared as they are written. Source: RFC 8252, 7.
 */
export const redirectUris = z
  .array(z.string().max(CHARACTERS_MAX).refine(isRedirectUri, { message: 'MALFORMED' }))
  .max(URIS_MAX)
  .transform((given) => [...new Set(given)])

function isRedirectUri(text: string): boolean {
  const url = URL.parse(text)
  if (!url || text.includes('#') || /[\s"<>\\]/.test(text) || url.username || url.password) return false
  if (url.protocol === 'https:') return !LOOPBACK.has(url.hostname)
  return url.protocol === 'http:' ? LOOPBACK.has(url.hostname) : url.protocol.includes('.')
}
