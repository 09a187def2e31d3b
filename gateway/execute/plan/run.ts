import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import type { GraphQLSchema } from 'graphql'
import type { GivenError } from '../client-errors.ts'
import type { ResponseObject } from './places.ts'

/** The text of an object, and which part of a shape has written it. */
export interface WrittenObject {
  by: number
  text: string
}

/** One operation under way. */
export interface Run {
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>
  /** With what the operation says of those that were not sent. */
  readonly coerced: Readonly<Record<string, unknown>>
  readonly caller: Caller
  readonly signal: AbortSignal | undefined
  readonly schema: GraphQLSchema
  readonly log: Logger
  /** When no more time is given to it, as `performance.now()` counts. */
  readonly endsMs: number
  /** What has been fetched so far, under the client's names and with what only the plan needs. */
  data: ResponseObject | null
  readonly errors: GivenError[]
  /** Objects that stand at several places of the data, and what was written of each. */
  readonly united: Map<ResponseObject, WrittenObject>
  /** How often subgraphs were asked so far. */
  fetches: number
}

/** The entities that each representation of a list stands for: more than one if the same entity is at several places. */
export type Targets = readonly (readonly ResponseObject[])[]
