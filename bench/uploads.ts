import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Person } from '@varal/clients/sdk/person'
import { CreateUploadDocument } from '@varal/schema/operations/documents'
import { benchFolder, startBenchVaral } from './bench-varal.ts'
import { rounded } from './percentiles.ts'
import { registerPeople } from './register-people.ts'

// npm run bench:uploads: 200 files of 5 MB in flight at once, a third of which are cut and sent again; nobody says
// completeUpload. None is lost if each is found to be no picture: that is said after size and SHA-256 were right.
const PEOPLE = 10
const FILES_EACH = 20
const BYTES = 5_000_000
/** As clients do. */
const ATTEMPTS = 3
const PATIENCE_MS = 300_000

await using folder = await benchFolder()
await using varal = await startBenchVaral(folder.dir)
const people = await registerPeople(varal.gatewayUrl, 'sender', PEOPLE)

const beganMs = performance.now()
const sent = await Promise.all(
  people.flatMap((person) => Array.from({ length: FILES_EACH }, (_, number) => sendOne(person, number % 3 === 0))),
)
const sentMs = performance.now() - beganMs
const codes = await Promise.all(sent.map(({ person, assetId }) => fateOf(person, assetId)))
const lost = codes.filter((code) => code !== 'NOT_AN_IMAGE')
const figures = {
  files: sent.length,
  lost: lost.length,
  sentMs: Math.round(sentMs),
  megabytesPerS: Math.round((sent.length * BYTES) / 1_000 / sentMs),
  verifiedMs: Math.round(performance.now() - beganMs),
}
console.log(
  `\n${figures.files} files of 5 MB: sent in ${rounded(sentMs / 1_000)} s (${figures.megabytesPerS} MB/s), ` +
    `all verified after ${rounded(figures.verifiedMs / 1_000)} s, ${figures.lost} lost ${[...new Set(lost)].join()}\n`,
)
console.log(JSON.stringify(figures))

/** Sends a file of bytes that nobody has; the first attempt of some is cut in its middle. */
async function sendOne(person: Person, isCut: boolean): Promise<{ person: Person; assetId: string }> {
  const file = randomBytes(BYTES)
  const { createUpload } = await person.connection.send(CreateUploadDocument, {
    input: {
      kind: 'IMAGE',
      bytes: String(BYTES),
      mimeType: 'image/jpeg',
      sha256: createHash('sha256').update(file).digest('hex'),
      idempotencyKey: randomUUID(),
    },
  })
  const { upload, userErrors } = createUpload
  const part = upload?.parts[0]
  if (!upload || !part) throw new Error(`An upload was refused: ${JSON.stringify(userErrors)}`)
  const headers = Object.fromEntries(part.headers.map(({ name, value }) => [name, value]))
  if (isCut) await sendHalf(part.url, headers, file).catch(() => {})
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(part.url, { method: 'PUT', headers, body: file }).catch(() => null)
    if (answer?.ok) return { person, assetId: upload.asset.id }
    if (attempt === ATTEMPTS) throw new Error(`The store answered ${answer?.status ?? 'nothing'}`)
  }
}

function sendHalf(url: string, headers: Record<string, string>, file: Buffer): Promise<Response> {
  const cutting = new AbortController()
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(file.subarray(0, BYTES / 2))
      setTimeout(() => cutting.abort(), 100)
    },
  })
  const length = { 'Content-Length': String(BYTES) }
  const init = { method: 'PUT', headers: { ...headers, ...length }, body, duplex: 'half', signal: cutting.signal }
  return fetch(url, init as RequestInit)
}

/** What became of an asset. */
async function fateOf({ accessToken }: Person, id: string): Promise<string> {
  const query = 'query ($id: ID!) { asset(id: $id) { state failure { code } } }'
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; ) {
    const answer = await fetch(`${varal.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ query, variables: { id } }),
    })
    const { data } = (await answer.json()) as { data?: { asset?: { failure?: { code: string } } } }
    const code = data?.asset?.failure?.code
    if (code) return code
    await wait(5_000)
  }
  return 'NEVER'
}
