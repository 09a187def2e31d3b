import { defineConfig } from 'drizzle-kit'

const subgraph = process.env['SUBGRAPH']

/** Used through `npm run migration -- <subgraph> <name>`, which sets SUBGRAPH. */
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./platform/tables.ts', `./subgraphs/${subgraph}/**/tables.ts`],
  out: `./subgraphs/${subgraph}/migrations`,
})
