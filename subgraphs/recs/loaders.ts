import type { Context } from '@varal/platform/context'

/** What recs answers is a list of references: there is nothing to load for their parts. */
export const loaders = () => ({})

export type Ctx = Context<ReturnType<typeof loaders>>
