import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EventName } from '@varal/schema/events/events'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { composePublicContract, composeSupergraph } from '@varal/schema/supergraph'
import codegen from '../../codegen.ts'
import { envExample } from './env-example.ts'
import { docstringsOf, eventsPage, type Hearers } from './events-page.ts'

/** A file that is made from others, and committed because people review it. */
export interface GeneratedFile {
  /** From the root of the checkout. */
  readonly path: string
  /** What writes it. */
  readonly command: 'npm run compose' | 'npm run codegen' | 'npm run docs'
  readonly make: () => string | Promise<string>
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'schema/supergraph.graphql', command: 'npm run compose', make: () => composeSupergraph() },
  { path: 'schema/public.graphql', command: 'npm run compose', make: () => composePublicContract() },
  { path: 'schema/operations/documents.ts', command: 'npm run codegen', make: operationsDocuments },
  { path: 'docs/events.md', command: 'npm run docs', make: async () => eventsPage(docstrings(), await hearers()) },
  { path: '.env.example', command: 'npm run docs', make: envExample },
]

export const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

async function operationsDocuments(): Promise<string> {
  const { generate } = await import('@graphql-codegen/cli')
  const { generates } = codegen
  const file = 'schema/operations/documents.ts'
  const [made] = await generate({ cwd: fileOf('.'), silent: true, generates: { [file]: generates[file] } }, false)
  return made.content
}

function docstrings(): Map<string, string> {
  const sources = globSync('schema/events/*.ts', { cwd: fileOf('.') })
  return new Map(sources.flatMap((source) => [...docstringsOf(readFileSync(fileOf(source), 'utf8'))]))
}

async function hearers(): Promise<Hearers> {
  const { loadSubgraph } = await import('../load-subgraph.ts')
  const hearers = new Map<EventName, string[]>()
  for (const name of subgraphNames) {
    for (const handler of (await loadSubgraph(name)).handlers) {
      if (handler.kind === 'chore' || handler.kind === 'activity') continue
      hearers.set(handler.event, [...(hearers.get(handler.event) ?? []), `${name} (${handler.as})`])
    }
  }
  return hearers
}

/** Writes the files of a command. */
export async function writeGenerated(command: GeneratedFile['command']): Promise<void> {
  for (const file of generatedFiles.filter((one) => one.command === command)) {
    writeFileSync(fileOf(file.path), await file.make())
    console.log(`${file.path} is written.`)
  }
}
