import { z } from 'zod'

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Tokens and secrets travel there: https, or http to this very machine. */
const issuer = z.string().max(500).refine(isIssuer, { message: 'an address with https, without a query' })

const provider = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { message: '1 to 32 of a-z, 0-9 and -' }),
  name: z.string().trim().min(1).max(60),
  issuer,
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(2_000).optional(),
  /** How the secret is shown: in the header Authorization (`basic`), or in the body (`post`). */
  secretIn: z.enum(['basic', 'post']).default('basic'),
  scope: z
    .string()
    .default('openid email profile')
    .refine((text) => text.split(' ').includes('openid'), { message: 'a scope with openid' }),
  /** Where this system reads `.well-known/openid-configuration`, if it does not reach the issuer by its name. */
  discoveryUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.includes('/.well-known/'), { message: 'the address of a .well-known document' })
    .optional(),
})

/** An OpenID Connect provider with whose accounts people can sign in. */
export type OidcProvider = z.output<typeof provider>

const PROVIDERS_MAX = 20

const providers = z
  .array(provider)
  .max(PROVIDERS_MAX)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, { message: 'an id twice' })
  .refine((list) => new Set(list.map(({ issuer }) => issuer)).size === list.length, { message: 'an issuer twice' })

/** JSON, as OIDC_PROVIDERS has it. What is wrong is named by its place; values are never shown. */
export const oidcProviders = z.string().transform((text, ctx): OidcProvider[] => {
  const parsed = providers.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues)
    ctx.addIssue({ code: 'custom', message: path.length > 0 ? `wrong at ${path.join('.')}: ${message}` : message })
  return z.NEVER
})

function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.search || url.hash || url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return 'not JSON'
  }
}
