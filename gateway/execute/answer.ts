import type { ExecutionResult } from 'graphql'
import type { CostReport } from '../limits/admission.ts'
import { type ClientError, graphqlErrorOf } from './client-errors.ts'

/** An answer as it is sent. */
export interface Answer {
  /** `{"data":…}` as JSON, with `errors` before it if there are some. */
  readonly text: string
  /** False if it was the request itself that failed. Data that is null is data. */
  readonly hasData: boolean
  readonly errors: readonly ClientError[]
  /** For HTTP: what the client may still spend. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What it cost, if that is counted. */
  readonly cost?: CostReport | undefined
  /** How often subgraphs were asked. */
  readonly fetches?: number | undefined
}

/** @param data as JSON text; undefined if there is none */
export function answerOf(data: string | undefined, errors: readonly ClientError[], extensions?: object): Answer {
  const told = errors.length > 0 ? `"errors":${JSON.stringify(errors)}` : ''
  const more = extensions ? `,"extensions":${JSON.stringify(extensions)}` : ''
  if (data === undefined) return { text: `{${told}${more}}`, hasData: false, errors }
  return { text: `{${told}${told && ','}"data":${data}${more}}`, hasData: true, errors }
}

/** For those who take no text. */
export function resultOf({ text, errors }: Answer): ExecutionResult {
  const result = JSON.parse(text)
  return errors.length > 0 ? { ...result, errors: errors.map(graphqlErrorOf) } : result
}

export function resultsOf(answers: AsyncIterableIterator<Answer>): AsyncIterableIterator<ExecutionResult> {
  const end = { done: true as const, value: undefined }
  return {
    async next() {
      const { done, value } = await answers.next()
      return done ? end : { done: false, value: resultOf(value) }
    },
    async return() {
      await answers.return?.()
      return end
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
