import { spawnSync } from 'node:child_process'
import { subgraphNames } from '@varal/schema/subgraph-names'

// npm run migration -- social add-reposts: writes the SQL between the last migration and the tables as they are now.
const [subgraph, name] = process.argv.slice(2)
if (!subgraphNames.some((one) => one === subgraph) || !name) {
  console.error(`Usage: npm run migration -- <${subgraphNames.join('|')}> <name-of-the-change>`)
  process.exit(2)
}
const { status } = spawnSync('drizzle-kit', ['generate', '--name', name], {
  stdio: 'inherit',
  env: { ...process.env, SUBGRAPH: subgraph },
})
process.exit(status ?? 1)
