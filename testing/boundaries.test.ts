import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['schema', 'platform', 'subgraphs', 'gateway', 'bin', 'clients', 'testing', 'bench']
const TEST_MS = 120_000

/** One file each that breaks the named rule and no other. Workspaces are imported by name, as the real ones are. */
const violations: Record<string, Record<string, string>> = {
  'schema-stands-alone': { 'schema/asks-platform.ts': `import '@varal/platform/work'` },
  'platform-knows-only-contracts': { 'platform/asks-social.ts': `import '@varal/social/likes/tables'` },
  'subgraphs-meet-only-through-events': {
    'subgraphs/feed/home/asks-social.ts': `import type { Likes } from '@varal/social/likes/tables'`,
  },
  'gateway-knows-only-contracts': { 'gateway/asks-social.ts': `import '../subgraphs/social/likes/tables.ts'` },
  'clients-know-only-the-contract': { 'clients/sdk/asks-platform.ts': `import '@varal/platform/work'` },
  'bin-is-not-a-test': { 'bin/runs-a-bench.ts': `import '../bench/measure.ts'` },
  'only-tests-use-testing': { 'subgraphs/feed/home/uses-actors.ts': `import '@varal/testing/actors'` },
  'only-resolvers-know-graphql': {
    'subgraphs/social/likes/like-post.ts': `import type { GraphQLResolveInfo } from 'graphql'`,
  },
  'slices-share-tables-and-reads': { 'subgraphs/social/posts/likes-too.ts': `import '../likes/unlike-post.ts'` },
  'slices-do-not-know-their-subgraph': { 'subgraphs/social/posts/knows-all.ts': `import '../subgraph.ts'` },
  'apollo-internals-in-one-file': {
    'gateway/execute/plans.ts': `import '@apollo/query-planner/dist/QueryPlan.js'`,
  },
  'no-cycles': {
    'platform/egg.ts': `import type { Hen } from './hen.ts'; export type Egg = Hen`,
    'platform/hen.ts': `import type { Egg } from './egg.ts'; export type Hen = Egg`,
  },
  'everything-resolves': { 'platform/asks-nobody.ts': `import '@varal/users/nowhere'` },
  'packages-are-declared': { 'subgraphs/social/posts/shrinks.ts': `import 'sharp'` },
}

/** What the rules let through, and what the violations import. */
const allowed: Record<string, string> = {
  'platform/work.ts': `import '@varal/schema/ids'`,
  'schema/ids.ts': `import 'zod'`,
  'gateway/execute/apollo-internals.ts': `import '@apollo/query-planner/dist/QueryPlan.js'; import '@apollo/query-planner'`,
  // As the real one, and with what its resolvers are free to use.
  'subgraphs/social/package.json': JSON.stringify({
    name: '@varal/social',
    exports: { './*': './*.ts' },
    dependencies: {
      '@varal/platform': '*',
      '@varal/schema': '*',
      '@apollo/subgraph': '*',
      graphql: '*',
      'drizzle-orm': '*',
    },
  }),
  'subgraphs/social/subgraph.ts': `import './likes/resolvers.ts'; import '@apollo/subgraph'`,
  'subgraphs/social/policy.ts': `export {}`,
  'subgraphs/social/test-people.ts': `import '@varal/testing/actors'`,
  'subgraphs/social/likes/tables.ts': `import 'drizzle-orm/pg-core'; export type Likes = never`,
  'subgraphs/social/likes/reads.ts': `import './tables.ts'`,
  'subgraphs/social/likes/unlike-post.ts': `import './tables.ts'; import '../policy.ts'; import '@varal/platform/work'`,
  'subgraphs/social/likes/resolvers.ts': `import 'graphql'; import './unlike-post.ts'`,
  'subgraphs/social/posts/reads.ts': `import '../likes/tables.ts'; import '../likes/reads.ts'`,
  'subgraphs/social/posts/posts.db.test.ts': `import '@varal/testing/actors'; import '../subgraph.ts'; import '../test-people.ts'; import 'sharp'`,
  'bin/all-in-one.ts': `import '@varal/social/subgraph'; import '@varal/gateway/execute/apollo-internals'`,
  'clients/sdk/connect.ts': `import '@varal/schema/ids'`,
  'testing/actors.ts': `import '@varal/bin/all-in-one'; import '@varal/clients/sdk/connect'`,
  'testing/federation/stock-executor.ts': `import '@apollo/gateway/dist/executeQueryPlan.js'`,
  'bench/measure.ts': `import '@varal/testing/actors'`,
}

/** What only the linter can see: the environment and the time, where they must not be read, and where they may. */
const globals: Record<string, { text: string; refusedBy: string | null }> = {
  'schema/env.ts': { text: 'process.env.HOME', refusedBy: 'noProcessEnv' },
  'platform/env.ts': { text: 'process.env.HOME', refusedBy: 'noProcessEnv' },
  'subgraphs/social/likes/env.ts': { text: 'process.env.HOME', refusedBy: 'noProcessEnv' },
  'gateway/env.ts': { text: 'process.env.HOME', refusedBy: 'noProcessEnv' },
  'bin/env.ts': { text: 'process.env.HOME', refusedBy: null },
  'platform/today.ts': { text: 'new Date()', refusedBy: 'plugin' },
  'subgraphs/social/likes/today.ts': { text: 'Date.now()', refusedBy: 'plugin' },
  'gateway/execute/today.ts': { text: 'Date.now()', refusedBy: 'plugin' },
  'schema/today.ts': { text: 'Date()', refusedBy: 'plugin' },
  'platform/clock.ts': { text: 'new Date()', refusedBy: null },
  'platform/converts.ts': { text: 'new Date(1_000)', refusedBy: null },
}

const planted = mkdtempSync(path.join(tmpdir(), 'varal-boundaries-'))
afterAll(() => rmSync(planted, { recursive: true, force: true }))

describe('who may import whom', { timeout: TEST_MS }, () => {
  test('holds in this tree', () => {
    expect(cruise(root)).toEqual([])
  })

  test('is refused by the name of the rule, and only where it is broken', () => {
    plant({ ...allowed, ...Object.assign({}, ...Object.values(violations)) })

    const found = cruise(planted)

    const expected = Object.entries(violations).map(([rule, files]) => `${rule}: ${Object.keys(files)[0]}`)
    expect(found.sort()).toEqual(expected.sort())
  })

  test('has no rule that was never seen to refuse', () => {
    const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[]
    }
    expect(forbidden.map(({ name }) => name)).toEqual(Object.keys(violations))
  })
})

test('the environment is read in bin/ only, and the time in platform/clock.ts only', { timeout: TEST_MS }, () => {
  plant(Object.fromEntries(Object.entries(globals).map(([file, { text }]) => [file, `export const found = ${text}\n`])))

  const { stdout } = run('biome', ['lint', '--reporter=github', '.'], planted)

  const found = stdout.matchAll(/title=(?:lint\/style\/)?(noProcessEnv|plugin),file=([^,]+),/g)
  const expected = Object.entries(globals).flatMap(([file, { refusedBy }]) =>
    refusedBy ? [`${refusedBy}: ${file}`] : [],
  )
  expect([...found].map(([, rule, file]) => `${rule}: ${path.relative(planted, file ?? '')}`).sort()).toEqual(
    expected.sort(),
  )
})

/** The rules that are broken, each with the file that breaks it. */
function cruise(tree: string): string[] {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
  const { stdout, stderr } = run('depcruise', args, tree)
  expect(stderr).toBe('')
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } }
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)
}

function run(program: string, args: readonly string[], cwd: string) {
  const file = path.join(root, 'node_modules', '.bin', program)
  return spawnSync(process.execPath, [file, ...args], { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

/** A small tree with this one's rules, manifests and packages, whose workspaces are linked as npm links them. */
function plant(files: Readonly<Record<string, string>>): void {
  for (const file of ['.dependency-cruiser.cjs', 'biome.json', '.gitignore', 'tsconfig.json', 'testing/lint']) {
    cpSync(path.join(root, file), path.join(planted, file), { recursive: true })
  }
  for (const workspace of workspaces()) {
    cpSync(path.join(root, workspace, 'package.json'), path.join(planted, workspace, 'package.json'))
  }
  const packages = path.join(planted, 'node_modules')
  mkdirSync(packages, { recursive: true })
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== '@varal')
      link(path.join(root, 'node_modules', name), path.join(packages, name))
  }
  for (const workspace of workspaces().filter((one) => one !== '.')) {
    link(path.join(planted, workspace), path.join(packages, '@varal', path.basename(workspace)))
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(planted, file)), { recursive: true })
    writeFileSync(path.join(planted, file), text)
  }
}

const workspaces = () => [
  '.',
  ...globSync(['{schema,platform,gateway,bin,clients,testing,bench}', 'subgraphs/*'], { cwd: root }),
]

function link(target: string, place: string): void {
  mkdirSync(path.dirname(place), { recursive: true })
  if (!existsSync(place)) symlinkSync(target, place)
}
