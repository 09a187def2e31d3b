import { readFileSync } from 'node:fs'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

/** The composed supergraph as it is committed. Composing takes a second, and its code as long to load: programs read the file. */
export const readSupergraph = () => read('./supergraph.graphql')

/** What clients may rely on: the graph without what is our own clients' alone. */
export const readContract = () => read('./public.graphql')
