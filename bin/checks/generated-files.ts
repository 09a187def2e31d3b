import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EventName } from '@varal/schema/events/events'
import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { composePublicContract, composeSupergraph } from '@varal/schema/supergraph'
import { subgraphs } from '../subgraphs.ts'
import { envExample } from './env-example.ts'
import { docstringsOf, eventsPage, type Hearers } from './events-page.ts'

/** A file that is made from others, and committed because people review it. */
export interface GeneratedFile {
  /** From the root of the checkout. */
  readonly path: string
  /** What writes it. */
  readonly command: 'npm run compose' | 'npm run docs'
  readonly make: () => string
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'schema/supergraph.graphql', command: 'npm run compose', make: () => composeSupergraph() },
  { path: 'schema/public.graphql', command: 'npm run compose', make: () => composePublicContract() },
  { path: 'docs/events.md', command: 'npm run docs', make: () => eventsPage(docstrings(), hearers()) },
  { path: '.env.example', command: 'npm run docs', make: envExample },
]

export const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

function docstrings(): Map<string, string> {
  const owners: readonly SubgraphName[] = ['users', 'media', 'social']
  return new Map(
    owners.flatMap((owner) => [...docstringsOf(readFileSync(fileOf(`schema/events/${owner}.ts`), 'utf8'))]),
  )
}

function hearers(): Hearers {
  const heard = subgraphNames.flatMap((name) =>
    subgraphs[name].handlers.flatMap((one) =>
      one.kind === 'chore' ? [] : [[one.event, `${name} (${one.as})`] as const],
    ),
  )
  const byEvent = Map.groupBy(heard, ([event]) => event)
  return Object.fromEntries([...byEvent].map(([event, all]) => [event, all.map(([, who]) => who)])) as Record<
    EventName,
    string[]
  >
}

/** Writes the files of a command. */
export function writeGenerated(command: GeneratedFile['command']): void {
  for (const file of generatedFiles.filter((one) => one.command === command)) {
    writeFileSync(fileOf(file.path), file.make())
    console.log(`${file.path} is written.`)
  }
}
