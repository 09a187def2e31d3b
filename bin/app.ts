import { parseArgs } from 'node:util'
import { systemClock } from '@varal/platform/clock'
import { type Config, readConfig } from '@varal/platform/config'
import { connectDatabase, type Db } from '@varal/platform/db'
import { memoryLive } from '@varal/platform/live/memory-live'
import { isRefusal } from '@varal/platform/outcome'
import { workOn } from '@varal/platform/work'
import { messages } from '@varal/schema/messages'
import { scopeNames } from '@varal/schema/scopes'
import { appName, appScopes, createApp, giveFirstKey } from '@varal/users/apps/create-app'
import { redirectUris } from '@varal/users/apps/redirect-uris'
import { readHandle } from '@varal/users/handle'
import { profilesByHandle } from '@varal/users/profiles/reads'
import { main } from './main.ts'
import { databaseOf } from './open-ports.ts'
import { SetupError } from './servers/setup-error.ts'

const usage =
  'npm run app -- create NAME --owner HANDLE [--first-party] [--scopes developer:write,posts:write] [--redirect-uri https://example.org/back]…'

interface WantedApp {
  readonly name: string
  readonly owner: string
  readonly scopes: readonly string[]
  readonly firstParty: boolean
  /** Where people may be sent back to who have allowed it something; nowhere if absent. */
  readonly redirectUris?: readonly string[]
}

/** Registers an app, which may be one of our own, and gives its key. @throws SetupError that says what is wrong */
export async function registerApp(config: Config, wanted: WantedApp): Promise<string> {
  const name = appName.safeParse(wanted.name)
  if (!name.success) throw new SetupError('NAME has 1 to 60 characters.')
  const scopes = appScopes.safeParse(wanted.scopes)
  if (!scopes.success) throw new SetupError(`--scopes takes any of: ${scopeNames.join(', ')}.`)

  const back = redirectUris.safeParse(wanted.redirectUris ?? [])
  if (!back.success)
    throw new SetupError(
      '--redirect-uri takes https, http to this very machine, or a scheme with a dot in it; at most ten, without #.',
    )

  await using database = connectDatabase({ url: databaseOf(config, 'users'), poolMax: 1 })
  const owner = await ownerCalled(wanted.owner, database.db)
  // What is pushed to watchers stays here: registering an app pushes nothing.
  await using live = memoryLive()
  const work = workOn({ db: database.db, clock: systemClock, live })
  const { firstParty } = wanted
  const app = { name: name.data, scopes: scopes.data, redirectUris: back.data, firstParty }
  const created = await work((unit) => createApp(unit, owner, app))
  if (isRefusal(created)) throw new SetupError(messages.en.codes[created.userErrors[0].code])
  const { apiKey } = await giveFirstKey(created, { work })
  if (apiKey === null) throw new Error('A new app has a key already')
  return apiKey
}

async function ownerCalled(handle: string, db: Db) {
  const folded = readHandle(handle)
  const [owner] = folded === null ? [] : await profilesByHandle(db)([folded])
  if (!owner) throw new SetupError(`There is nobody called ${handle}. Register first.`)
  return owner
}

function wantedApp(): WantedApp {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      owner: { type: 'string' },
      'first-party': { type: 'boolean', default: false },
      scopes: { type: 'string' },
      'redirect-uri': { type: 'string', multiple: true, default: [] },
    },
  })
  const [verb, name] = positionals
  const { owner, scopes, 'redirect-uri': back } = values
  if (verb !== 'create' || !name || positionals.length > 2 || !owner) throw new SetupError(`Usage: ${usage}`)
  return {
    name,
    owner,
    scopes: scopes?.split(',') ?? scopeNames,
    firstParty: values['first-party'],
    redirectUris: back,
  }
}

if (import.meta.main) {
  await main(async () => {
    const key = await registerApp(readConfig(process.env), wantedApp())
    console.log(`${key}\n\nThis is its API key, and is not shown again. It goes into the header x-api-key.`)
  })
}
