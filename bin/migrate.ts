import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '@varal/platform/config'
import { migrateDatabase } from '@varal/platform/migrate'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { main } from './main.ts'
import { databaseOf } from './open-ports.ts'

/** Brings the five databases to the newest of their migrations, creating those that are missing. */
export async function migrateAll(config: Config): Promise<void> {
  await Promise.all(
    subgraphNames.map((name) => {
      const folder = fileURLToPath(new URL(`../subgraphs/${name}/migrations`, import.meta.url))
      return migrateDatabase(databaseOf(config, name), folder)
    }),
  )
}

if (import.meta.main) await main(() => migrateAll(readConfig(process.env)))
