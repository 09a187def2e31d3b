import { existsSync, readFileSync } from 'node:fs'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { fileOf, generatedFiles } from './checks/generated-files.ts'
import { type Stale, staleFile } from './checks/stale-files.ts'
import { describedDatabase, newestSnapshot, staleMigrations } from './checks/stale-migrations.ts'

// npm run drift: whether every committed file that is made from others is as they would make it now.
const stale: (Stale | null)[] = []
for (const { path, command, make } of generatedFiles) {
  const current = existsSync(fileOf(path)) ? readFileSync(fileOf(path), 'utf8') : null
  stale.push(staleFile(path, command, current, await make()))
}
for (const name of subgraphNames) {
  stale.push(staleMigrations(name, newestSnapshot(name), await describedDatabase(name)))
}

const found = stale.filter((one) => one !== null)
for (const { what, command } of found) console.error(`${what}. Run: ${command}`)
if (found.length > 0) process.exit(1)
console.log(`${stale.length} generated files and migrations are fresh.`)
