import { parseArgs } from 'node:util'
import { systemClock } from '@varal/platform/clock'
import { type Config, readConfig } from '@varal/platform/config'
import { connectDatabase } from '@varal/platform/db'
import { memoryLive } from '@varal/platform/live/memory-live'
import { isRefusal } from '@varal/platform/outcome'
import { workOn } from '@varal/platform/work'
import { type Role, roles } from '@varal/schema/scopes'
import { setRole } from '@varal/users/accounts/set-role'
import { readHandle } from '@varal/users/handle'
import { profilesByHandle } from '@varal/users/profiles/reads'
import { main } from './main.ts'
import { databaseOf } from './open-ports.ts'
import { SetupError } from './servers/setup-error.ts'

const words = [...roles.map((role) => role.toLowerCase()), 'none']
const usage = `npm run role -- HANDLE ${words.join('|')}`

/** Gives the person of that handle the role, or with `none` takes theirs. @throws SetupError that says what is wrong */
export async function giveRole(config: Config, handle: string, word: string): Promise<void> {
  if (!words.includes(word)) throw new SetupError(`Usage: ${usage}`)
  const role: Role | null = roles.find((one) => one.toLowerCase() === word) ?? null
  await using database = connectDatabase({ url: databaseOf(config, 'users'), poolMax: 1 })
  const folded = readHandle(handle.replace(/^@/, ''))
  const [person] = folded === null ? [] : await profilesByHandle(database.db)([folded])
  if (!person) throw new SetupError(`There is nobody called ${handle}.`)
  // Nobody watches for roles.
  await using live = memoryLive()
  const work = workOn({ db: database.db, clock: systemClock, live })
  const given = await work((unit) => setRole(unit, person.id, role))
  if (isRefusal(given)) throw new Error('A profile has no account')
}

if (import.meta.main) {
  await main(async () => {
    const { positionals } = parseArgs({ allowPositionals: true })
    const [handle, word] = positionals
    if (!handle || !word || positionals.length > 2) throw new SetupError(`Usage: ${usage}`)
    await giveRole(readConfig(process.env), handle, word)
    console.log(
      `Done. ${handle} is ${word} from their next access token on: at the latest when the one they have ends.`,
    )
  })
}
