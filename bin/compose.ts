import { writeGenerated } from './checks/generated-files.ts'

// npm run compose: composes the five subgraphs into schema/supergraph.graphql and schema/public.graphql.
await writeGenerated('npm run compose')
