import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { fileOf } from './generated-files.ts'
import type { Stale } from './stale-files.ts'

/** What drizzle-kit notes beside each migration: the database as it is after it. */
export interface Snapshot {
  readonly [part: string]: unknown
  readonly tables: Readonly<Record<string, unknown>>
}

/** Which migration is missing: what `tables.ts` says and the newest migration's snapshot does not. Null if none. */
export function staleMigrations(name: SubgraphName, migrated: Snapshot | null, wanted: Snapshot): Stale | null {
  const command = `npm run migration -- ${name} <name-of-the-change>`
  if (migrated === null) return { what: `subgraphs/${name}/migrations is missing`, command }
  const tables = different(migrated.tables, wanted.tables)
  const parts = different(migrated, wanted).filter((part) => !['id', 'prevId', 'tables'].includes(part))
  const changed = [...tables.map((table) => table.replace(/^public\./, '')), ...parts]
  if (changed.length === 0) return null
  return { what: `subgraphs/${name}/migrations are behind tables.ts: ${changed.join(', ')}`, command }
}

const different = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !isDeepStrictEqual(one[key], other[key]))

/** The snapshot of the newest migration; null if there is none. */
export function newestSnapshot(name: SubgraphName): Snapshot | null {
  const folder = fileOf(`subgraphs/${name}/migrations/meta`)
  if (!existsSync(folder)) return null
  const newest = readdirSync(folder)
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1)
  return newest ? JSON.parse(readFileSync(path.join(folder, newest), 'utf8')) : null
}

/** The database that the tables' files describe: the subgraph's own, and the platform's. */
export async function describedDatabase(name: SubgraphName): Promise<Snapshot> {
  // drizzle-kit's ES module asks for `require`, which there is none of.
  const { generateDrizzleJson } = createRequire(import.meta.url)('drizzle-kit/api') as typeof import('drizzle-kit/api')
  const files = ['platform/tables.ts', ...globSync(`subgraphs/${name}/**/tables.ts`, { cwd: fileOf('.') })]
  const modules = await Promise.all(files.map((file) => import(fileOf(file)) as Promise<object>))
  // Two slices may export tables under one name.
  const tables = modules.flatMap((module, at) => Object.entries(module).map(([key, table]) => [`${at} ${key}`, table]))
  // As it will stand in a snapshot: through JSON, which knows neither classes nor undefined.
  return JSON.parse(JSON.stringify(generateDrizzleJson(Object.fromEntries(tables))))
}
