import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

const require = createRequire(import.meta.url)

export default defineConfig({
  // Apollo's packages are CommonJS. Without the alias Vite would hand our own code graphql's
  // ES module build, and a schema made by one copy is refused by the other.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.varal/**'],
    globalSetup: ['testing/global-setup.ts'],
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
    // Two cores, and tests that start processes: more files at once only wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
