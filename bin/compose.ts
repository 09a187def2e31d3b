import { writeGenerated } from './checks/generated-files.ts'

// npm run compose: composes the five subgraphs into schema/supergraph.graphql and schema/public.graphql.
writeGenerated('npm run compose')
