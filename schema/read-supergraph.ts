import { readFileSync } from 'node:fs'

/** The composed supergraph as it is committed. Composing takes a second, and its code as long to load: programs read the file. */
export const readSupergraph = () => readFileSync(new URL('./supergraph.graphql', import.meta.url), 'utf8')
