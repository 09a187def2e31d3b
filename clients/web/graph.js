// How this page speaks to Varal: GraphQL over POST, live streams as server-sent events that resume from their cursor.

import { language } from './words.js'

const KEY = 'varal.session'
let session = JSON.parse(localStorage.getItem(KEY) ?? 'null')
let renewing = null

export const isSignedIn = () => session !== null
export const handle = () => session?.handle ?? ''

export function keep(tokens, ofHandle) {
  session = tokens && { ...tokens, handle: ofHandle ?? session?.handle }
  if (session) localStorage.setItem(KEY, JSON.stringify(session))
  else localStorage.removeItem(KEY)
}

/** Sends a query or a mutation and gives its one field. Throws what was refused, in words, with its `code` and the `field` that it is about. */
export async function send(query, variables = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: await headers(),
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  const payload = data && Object.values(data)[0]
  const refusals = payload?.userErrors ?? []
  if (refusals.length > 0) {
    const [{ code, path }] = refusals
    throw Object.assign(new Error(refusals.map((one) => one.message).join(' ')), { code, field: path?.at(-1), payload })
  }
  if (!payload && errors) throw new Error(errors[0].message)
  return payload
}

/** Follows a stream for ever; `take` gets its items. Gives what ends it. */
export function follow(query, after, take) {
  const leaving = new AbortController()
  let cursor = after
  const run = async () => {
    for (let attempt = 0; !leaving.signal.aborted; attempt++) {
      try {
        await readStream(query, cursor, leaving.signal, (item) => {
          attempt = 0
          cursor = item.cursor
          take(item)
        })
      } catch {
        // The network went, or the server did: try again from the cursor, ever more patiently.
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(200 * 2 ** attempt, 5_000)))
    }
  }
  run()
  return () => leaving.abort()
}

async function readStream(query, after, signal, take) {
  const body = JSON.stringify({ query, variables: { after } })
  const response = await fetch('/graphql/stream', {
    method: 'POST',
    headers: { ...(await headers()), accept: 'text/event-stream' },
    body,
    signal,
  })
  if (!response.ok || !response.body) throw new Error(String(response.status))
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5))
        .join('\n')
      const item = data.trim() && Object.values(JSON.parse(data).data ?? {})[0]
      if (item) take(item)
    }
  }
}

async function headers() {
  if (session && Date.parse(session.expiresAt) - Date.now() < 60_000) {
    renewing ??= renew()
    await renewing
  }
  return {
    'content-type': 'application/json',
    'accept-language': language,
    ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
  }
}

/** The refresh token is good for one use: one request renews for all. */
async function renew() {
  const query =
    'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { tokens { accessToken refreshToken expiresAt } } }'
  const body = JSON.stringify({ query, variables: { input: { refreshToken: session.refreshToken } } })
  const response = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { data } = await response.json()
  keep(data?.refreshSession?.tokens ?? null)
  renewing = null
  if (!session) location.reload()
}

/** Uploads a picture or a video and gives its asset's id. The post may refer to it at once and appears when it is ready. */
export async function upload(file) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const input = {
    kind: file.type.startsWith('video/') ? 'VIDEO' : 'IMAGE',
    bytes: String(file.size),
    mimeType: file.type,
    sha256,
    idempotencyKey: crypto.randomUUID(),
  }
  const { upload: ticket, existing } = await send(
    `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
      upload { id asset { id } parts { ${partFields} } } existing { id } userErrors { message } } }`,
    { input },
  )
  if (existing) return existing.id
  let { parts } = ticket
  for (let index = 0; index < parts.length; index++) {
    if (await sendPart(file, parts[index])) continue
    // Addresses are good for ten minutes; a large file may take longer.
    parts = (await send(`query ($id: ID!) { upload(id: $id) { parts { ${partFields} } } }`, { id: ticket.id })).parts
    if (!parts[index] || !(await sendPart(file, parts[index]))) throw new Error('The file did not arrive.')
  }
  await send(
    'mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { asset { id } userErrors { message } } }',
    { input: { uploadId: ticket.id } },
  )
  return ticket.asset.id
}

const partFields = 'url offset length headers { name value }'

/** Whether the store took it. A part that is lost on its way is sent again, twice. */
async function sendPart(file, { url, offset, length, headers }) {
  const init = {
    method: 'PUT',
    body: file.slice(Number(offset), Number(offset) + Number(length)),
    headers: Object.fromEntries(headers.map((one) => [one.name, one.value])),
  }
  for (let attempt = 1; ; attempt++) {
    const put = await fetch(url, init).catch(() => null)
    if (put?.ok) return true
    if (attempt === 3 || (put && put.status < 500)) return false
    await new Promise((resolve) => setTimeout(resolve, attempt * 1_000))
  }
}
