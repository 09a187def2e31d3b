import { z } from 'zod'
import { oidcProviders } from './oidc-providers.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const secret = z
  .string()
  .min(32, 'at least 32 characters')
  .refine((text) => !text.startsWith('change-me'), 'still the example')
const signingKey = z.string().transform((text, ctx) => {
  const jwk = parseJson(text)
  if (jwk?.['kty'] === 'OKP' && jwk['crv'] === 'Ed25519' && typeof jwk['x'] === 'string')
    return jwk as { kty: string; crv: string; x: string; d?: string; kid?: string }
  ctx.addIssue('not an Ed25519 key as JWK: `npm run secrets` makes one')
  return z.NEVER
})

/** Everything that can be set from outside, read once in `bin/`. `.env.example` lists the same keys. */
export const configShape = z.object({
  POSTGRES_URL: z
    .url()
    .describe('Postgres, as a user that may create databases: each subgraph has its own, varal_users and so on'),
  REDIS_URL: z.url().describe('Redis or Valkey, for caches and limits'),
  NATS_URL: z.url().describe('A NATS server with JetStream'),
  NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/)
    .default('varal')
    .describe('Begins the names of databases, streams and keys: keeps systems apart that share servers'),
  HOST: z.string().default('127.0.0.1').describe('The address on which to listen'),
  GATEWAY_PORT: port.default(4000).describe('GraphQL, subscriptions, explorer'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The address of the gateway as clients know it, if it is not http://HOST:GATEWAY_PORT'),
  INTERNAL_PORT: port
    .default(4100)
    .describe(
      'Where a process listens for its own system: requests to a subgraph, health, metrics. Not for the public',
    ),
  SUBGRAPH_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(
      z.array(
        z.string().regex(/^(users|media|social|feed|recs)=https?:\/\/\S+$/, 'not of the form users=http://host:port'),
      ),
    )
    .transform((pairs) =>
      Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
    )
    .describe('For a gateway in a process of its own: users=http://…,media=http://…, all five'),
  OBJECTS_DIR: z.string().default('.varal/data/objects').describe('Where the embedded object store keeps its files'),
  OBJECTS_PORT: port.default(4200).describe('Where the embedded object store listens: uploads and pictures'),
  OBJECTS_URL: z
    .url()
    .optional()
    .describe('The public address of what listens at OBJECTS_PORT, if it is not http://HOST:OBJECTS_PORT'),
  OBJECTS_CDN_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where everybody reads pictures and videos: a CDN before the store, which is told to keep them for ever'),
  OBJECTS_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'An S3 that is used instead of the embedded store, as https://s3.eu-west-1.amazonaws.com. OBJECTS_PORT then serves uploads by TUS alone',
    ),
  OBJECTS_S3_REGION: z.string().min(1).default('us-east-1').describe('The region for which requests to S3 are signed'),
  OBJECTS_S3_PATH_STYLE: z
    .stringbool()
    .default(true)
    .describe('Whether buckets of S3 are in the path of addresses; false: in the name of the host'),
  OBJECTS_S3_ORIGINALS: z.string().min(3).default('varal-originals').describe('The bucket that nobody else may read'),
  OBJECTS_S3_RENDITIONS: z.string().min(3).default('varal-renditions').describe('The bucket that everybody may read'),
  OBJECTS_S3_COLD: z
    .string()
    .min(3)
    .default('varal-cold')
    .describe('The bucket of originals that nobody has looked at for long; nobody else may read it'),
  OBJECTS_S3_COLD_CLASS: z
    .enum(['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'])
    .optional()
    .describe('The storage class of what is put there: one that can be read at once. The usual one if absent'),
  OBJECTS_ACCESS_KEY: z
    .string()
    .min(3)
    .default('varal')
    .describe('Names the key that signs upload addresses; the access key of S3'),
  OBJECTS_SECRET_KEY: secret.describe('Signs upload addresses; the secret key of S3'),
  FFMPEG_PATH: z
    .string()
    .optional()
    .describe('ffmpeg, with ffprobe beside it; looked for if absent. Without it there are no videos'),
  CURSOR_SECRET: secret.describe('Signs cursors, and keys the hashes of idempotent inputs'),
  INTERNAL_SECRET: secret.describe('Seals what the gateway tells the subgraphs about the caller'),
  STORED_SECRETS_KEY: secret.describe(
    'Encrypts the secrets that the databases keep, such as those of authenticator apps. To be kept as long as they are',
  ),
  ACCESS_TOKEN_KEY: signingKey.describe(
    'Signs access tokens: an Ed25519 JWK. Without its private part `d` a process can check tokens but not issue them',
  ),
  ACCESS_TOKEN_OTHER_KEY: signingKey
    .optional()
    .describe('A second public key whose access tokens are good: the next one, or the last. For changing keys'),
  ACCESS_TOKEN_TTL_S: z.coerce
    .number()
    .int()
    .min(60)
    .max(3_600)
    .default(300)
    .describe('How long an access token is good for, in seconds'),
  OPERATIONS_MODE: z
    .enum(['open', 'log-only', 'safelist'])
    .default('open')
    .describe(
      'Which operations run: open, all; log-only, all, and those in no manifest are logged; safelist, only those in a manifest',
    ),
  BUDGET_FACTOR: z.coerce
    .number()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Multiplies the cost points that everybody may spend a minute: for measurements and closed systems'),
  MAIL_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'The mail server that takes mails: smtp://name:password@host:587 or smtps://…; if absent, mails are put into MAIL_DIR',
    ),
  MAIL_FROM: z.string().min(3).default('Varal <no-reply@localhost>').describe('Who mails are from'),
  MAIL_DIR: z.string().default('.varal/mail').describe('Where mails are put, as .eml files, if there is no MAIL_URL'),
  WEB_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe(
      'The web client that mails lead to, at /verify-email and /reset-password with the code after #; if absent, mails have the code alone',
    ),
  OIDC_PROVIDERS: oidcProviders
    .default([])
    .describe(
      'OpenID Connect providers whose accounts sign people in: JSON, [{id, name, issuer, clientId, clientSecret, secretIn, scope, discoveryUrl}]. At each, the redirect address is PUBLIC_URL/sign-in/ID/callback',
    ),
  SIGN_IN_RETURN_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.string().max(500).refine(isReturnUrl, 'not an address without #')).max(100))
    .describe(
      'Where clients may have browsers sent back to after signing in with a provider, besides the web client: full addresses, separated by commas',
    ),
  MINIMUM_AGE: z.coerce
    .number()
    .int()
    .min(0)
    .max(99)
    .default(13)
    .describe('Who says to be younger cannot register, in years'),
  ERASURE_GRACE_S: z.coerce
    .number()
    .int()
    .min(0)
    .max(90 * 24 * 60 * 60)
    .default(7 * 24 * 60 * 60)
    .describe('How long a deleted account can be had back by signing in, in seconds; never less than ten'),
  SAFETY_BLUR_FROM: z.coerce
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe('From which score a picture or video is blurred and shown to moderators, above 0 to 1'),
  SAFETY_HIDE_FROM: z.coerce
    .number()
    .gt(0)
    .max(1)
    .default(0.85)
    .describe('From which score a picture or video is hidden until a moderator has seen it, above 0 to 1'),
  UNUSED_ASSET_TTL_S: z.coerce
    .number()
    .int()
    .min(60 * 60)
    .max(365 * 24 * 60 * 60)
    .default(7 * 24 * 60 * 60)
    .describe('How long a picture or video that nothing shows is kept, in seconds'),
  COLD_AFTER_S: z.coerce
    .number()
    .int()
    .min(0)
    .default(90 * 24 * 60 * 60)
    .describe('After how long originals that nobody looks at go to the cold bucket, in seconds; 0: never'),
  OUTSIDE_ALLOW_PRIVATE: z
    .stringbool()
    .default(false)
    .describe(
      'Whether webhooks and link previews may lead into private networks, and without https: for tests and closed systems only',
    ),
  LINK_BLOCKLIST: z
    .string()
    .default('')
    .describe(
      'Hosts that posts may not lead to, nor to those below them, separated by commas; or @ and the path of a file with one a line',
    ),
  LINK_ROBOT_CONTACT: z
    .string()
    .regex(/^[\x21-\x7e]{3,200}$/)
    .optional()
    .describe('Whom the owners of sites may ask about VaralBot, which reads what posts lead to; PUBLIC_URL if absent'),
  JOB_SLOTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('How many jobs (pictures) a process works on at once'),
  POOL_MAX: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(10)
    .describe('Postgres connections of one subgraph in one process'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('A collector of traces, OTLP over HTTP, as http://127.0.0.1:4318; nothing is traced if absent'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The share of requests that are traced, 0 to 1; the same in all processes'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info').describe('What is logged at least'),
  LOG_FILE: z.string().optional().describe('Where the log goes; to standard error if absent'),
})

export type Config = z.output<typeof configShape>

/** Where clients reach the gateway. */
export const publicUrlOf = ({ PUBLIC_URL, HOST, GATEWAY_PORT }: Config) =>
  PUBLIC_URL ?? `http://${HOST}:${GATEWAY_PORT}`

/** What is wrong with the environment, all of it, one line each. Values are never shown: some are secrets. */
export class ConfigError extends Error {}

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = configShape.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => {
    const key = String(issue.path[0]) as keyof typeof configShape.shape
    const problem = given[key] === undefined ? 'is not set' : `is ${issue.message}`
    return `  ${key} ${problem}. ${configShape.shape[key].description ?? ''}`
  })
  throw new ConfigError(
    `The configuration has ${lines.length === 1 ? 'a problem' : `${lines.length} problems`}:\n${lines.join('\n')}`,
  )
}

/** https, http to a person's own machine, or the scheme of an app, which has a dot in it. */
function isReturnUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || text.includes('#') || /[\s"<>\\]/.test(text)) return false
  if (url.protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'https:' || url.protocol.includes('.')
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
