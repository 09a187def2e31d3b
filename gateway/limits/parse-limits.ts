import type { ParseOptions } from 'graphql'

/** Tokens of a query's text at most. Some checks of the validation grow with the square of what there is to check. */
export const TOKENS_MAX = 2_000

export const parseLimits: ParseOptions = { maxTokens: TOKENS_MAX }
