import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseCLI, startVitest } from 'vitest/node'

// npm test [-- FILTER...]: makes what only the compiler reads, then runs the tests whose paths contain a filter.
const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

const codegen = ['node_modules/.bin/graphql-codegen', '--config', 'codegen.ts', '--silent']
const { status } = spawnSync(process.execPath, codegen, { stdio: 'inherit' })
if (status !== 0) {
  console.error('The types of the resolvers could not be made from schema/*.graphql: see above.')
  process.exit(status ?? 1)
}

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await startVitest('test', filter, options)
if (!vitest.shouldKeepServer()) await vitest.exit()
