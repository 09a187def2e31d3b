import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseManifest, UnreadableManifest } from '@varal/gateway/operations/manifest-formats'
import { type ManifestSummaryFragment, RetireManifestDocument } from '@varal/schema/operations/documents'
import { type DeveloperApi, developerApi } from './developer-api.ts'
import { manifestTable, publishedManifests, unusedManifests } from './list-manifests.ts'
import { main } from './main.ts'
import { publishOperations } from './publish-operations.ts'
import { SetupError } from './servers/setup-error.ts'
import { textTable } from './text-table.ts'
import { runningVaral } from './use-varal.ts'

const usage = `npm run operations -- publish FILE --client ios --version 1.2.0
  checks and publishes what a version of a client sends: a manifest of Apollo, Relay or graphql-codegen
npm run operations -- list
  what is published
npm run operations -- unused [--days 90]
  what nobody has used for so long: what could be retired
npm run operations -- retire --client ios --version 1.0.0
  its operations are no longer answered where only published ones are

--url URL   the gateway; the one that runs in this checkout if absent
--key KEY   the API key of the app, with the scopes developer:read and developer:write; VARAL_API_KEY if absent`

interface Options {
  readonly client?: string | undefined
  readonly version?: string | undefined
  readonly days?: string | undefined
}

// npm run operations -- publish FILE …: what clients send, as their developers publish it.
await main(async () => {
  const { command, file, url, key, ...options } = given()
  const api = developerApi(await addressOf(url), keyFrom(key))
  if (command === 'publish') return publish(api, file, options)
  if (command === 'retire') return retire(api, options)
  if (command === 'list') return list(await publishedManifests(api), 'Nothing is published yet.')
  const days = Number(options.days ?? 90)
  if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new SetupError('--days takes a number of 1 to 3650.')
  list(await unusedManifests(api, days), `Everything was used in the last ${days} days.`)
})

function given() {
  try {
    const text = { type: 'string' } as const
    const options = { client: text, version: text, url: text, key: text, days: text }
    const { positionals, values } = parseArgs({ allowPositionals: true, options })
    const [command = '', file, more] = positionals
    const isKnown = ['publish', 'list', 'unused', 'retire'].includes(command)
    if (!isKnown || more !== undefined || (file !== undefined) !== (command === 'publish')) throw new SetupError(usage)
    return { command, file, ...values }
  } catch (error) {
    throw error instanceof SetupError ? error : new SetupError(`${(error as Error).message}\n\n${usage}`)
  }
}

async function publish(api: DeveloperApi, file = '', options: Options): Promise<void> {
  const of = clientAndVersion(options)
  const { format, operations } = read(file)
  console.log(`${file}: ${operations.length} operations (${format}).`)
  const { manifest, rejected, userErrors } = await publishOperations(api, of, operations, (done) =>
    console.log(`${done} of ${operations.length} checked.`),
  )
  if (manifest) {
    const { client, version, operationCount, maxOperationCost } = manifest
    console.log(
      `${client} ${version} is published: ${operationCount} operations; the dearest may cost ${maxOperationCost} points.`,
    )
    return
  }
  if (userErrors.length > 0) throw new SetupError(`Nothing was published.\n${userErrors.map(inWords).join('\n')}`)
  const names = new Map(operations.map(({ id, name }) => [id, name]))
  const rows = rejected.map(({ operationId, reason, estimatedCost }) => [
    names.get(operationId) ?? operationId,
    estimatedCost === null ? '' : String(estimatedCost),
    reason.replaceAll('\n', ' '),
  ])
  throw new SetupError(
    `Nothing was published: ${rejected.length} of ${operations.length} operations are rejected.\n\n${textTable(['operation', 'cost', 'reason'], rows)}`,
  )
}

async function retire(api: DeveloperApi, options: Options): Promise<void> {
  const { retireManifest: answer } = await api.send(RetireManifestDocument, { input: clientAndVersion(options) })
  if (!answer.manifest) throw new SetupError(`Nothing was retired.\n${answer.userErrors.map(inWords).join('\n')}`)
  console.log(`${answer.manifest.client} ${answer.manifest.version} is retired.`)
}

function list(manifests: readonly ManifestSummaryFragment[], nothing: string): void {
  console.log(manifests.length === 0 ? nothing : manifestTable(manifests))
}

function clientAndVersion({ client, version }: Options): { client: string; version: string } {
  if (!client || !version) throw new SetupError(`Say which: --client and --version.\n\n${usage}`)
  return { client, version }
}

function read(file: string): ReturnType<typeof parseManifest> {
  try {
    return parseManifest(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof UnreadableManifest) throw new SetupError(`${file} is no manifest. ${error.message}`)
    throw new SetupError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

function keyFrom(given: string | undefined): string {
  const key = given ?? process.env['VARAL_API_KEY']
  if (!key)
    throw new SetupError(
      'Give the API key of the app as VARAL_API_KEY, or with --key. `createApp` and `rotateApiKey` make one.',
    )
  return key
}

async function addressOf(given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if (URL.canParse(given) && /^https?:/.test(given)) return given
    throw new SetupError('--url takes an address: https://api.example.org')
  }
  const running = await runningVaral()
  if (running) return running
  throw new SetupError('No Varal runs in this checkout. Start it with `npm start`, or say where it is with --url.')
}

const inWords = ({
  code,
  message,
  path,
}: {
  readonly code: string
  readonly message: string
  readonly path: readonly string[] | null
}) => `${code}${path ? ` (${path.join('.')})` : ''}: ${message}`
