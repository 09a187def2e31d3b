import { readFileSync } from 'node:fs'

/** What the explorer has in its editor at first. It puts something new for `{uuid}` and `{four}` each time. */
export const firstOperations = () => readFileSync(new URL('./first-operations.graphql', import.meta.url), 'utf8')
