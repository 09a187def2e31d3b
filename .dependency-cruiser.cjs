// Who may import whom: the table of docs/architecture.md, as rules. testing/boundaries.test.ts plants a violation of each.
// Workspaces import each other as `@varal/…`: those names are resolved to the folders behind them before a rule is asked.

const folders = '^(schema|platform|subgraphs|gateway|bin|clients|testing|bench)/'
// `test-people.ts` and the like serve the tests beside them.
const tests = '\\.(test|contract)\\.ts$|/test-[^/]+\\.ts$'

/** The folder may use those folders of ours and no others. Whether it may use `testing` is a rule of its own. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: folders, pathNot: `^(${allowed}|testing)/` },
})

module.exports = {
  forbidden: [
    only('schema-stands-alone', '^schema/', 'schema', 'The promises know nobody who keeps them.'),
    only(
      'platform-knows-only-contracts',
      '^platform/',
      'platform|schema',
      'The platform never learns what the product is.',
    ),
    only(
      'subgraphs-meet-only-through-events',
      '^subgraphs/([^/]+)/',
      'subgraphs/$1|platform|schema',
      'Tell another subgraph an event, or refer to its entity by id.',
    ),
    only(
      'gateway-knows-only-contracts',
      '^gateway/',
      'gateway|platform|schema',
      'The gateway is handed links to subgraphs.',
    ),
    only(
      'clients-know-only-the-contract',
      '^clients/',
      'clients|schema',
      'A client of ours can do what any client can.',
    ),
    only(
      'bin-is-not-a-test',
      '^bin/',
      'bin|clients|gateway|subgraphs/[^/]+|platform|schema',
      'What runs does not need what measures it.',
    ),
    {
      name: 'only-tests-use-testing',
      comment: 'The test world is for tests and measurements.',
      severity: 'error',
      from: { pathNot: `${tests}|^(testing|bench)/` },
      to: { path: `^testing/|${tests}` },
    },
    {
      name: 'only-resolvers-know-graphql',
      comment: 'Use cases, reads and handlers are plain functions: the same whoever calls them.',
      severity: 'error',
      from: { path: '^subgraphs/', pathNot: `/(resolvers|subgraph)\\.ts$|/generated/|${tests}` },
      to: { path: 'node_modules/(graphql|graphql-ws|@apollo)/' },
    },
    {
      name: 'slices-share-tables-and-reads',
      comment: "A slice may read another's tables; changing them is a use case of the slice that owns them.",
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/([^/]+)/', pathNot: tests },
      // media's ffmpeg/ is no slice: it runs programs, and owns nothing.
      to: { path: '^subgraphs/$1/[^/]+/', pathNot: '^subgraphs/$1/($2|generated|ffmpeg)/|/(tables|reads)\\.ts$' },
    },
    {
      name: 'slices-do-not-know-their-subgraph',
      comment: 'subgraph.ts is the table of contents: it knows the slices.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/[^/]+/', pathNot: tests },
      to: { path: '^subgraphs/$1/subgraph\\.ts$' },
    },
    {
      name: 'apollo-internals-in-one-file',
      comment: 'What Apollo does not promise to keep is imported in one file, where a test guards it.',
      severity: 'error',
      // What our executor is compared with is Apollo's, from inside as well.
      from: { pathNot: '^(gateway/execute/apollo-internals|testing/federation/stock-executor)\\.ts$' },
      to: {
        path: 'node_modules/@apollo/(gateway|query-planner|query-graphs|federation-internals|composition|subgraph)/',
        pathNot: '/dist/index\\.(js|d\\.ts)$',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment:
        'What cannot be found cannot be judged by the other rules. (`generated/` is there after `npm run codegen`.)',
      severity: 'error',
      from: {},
      // That one has types and nothing to resolve; what begins with a slash is an address, in a script for browsers.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$|^/' },
    },
    {
      name: 'packages-are-declared',
      comment: 'Each workspace lists what it imports, so that its package.json says what it is made of.',
      severity: 'error',
      from: { path: folders, pathNot: `/generated/|${tests}` },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A package of its own, installed when it is measured.
    exclude: { path: '^bench/rivals/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
