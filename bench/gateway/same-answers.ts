import { isDeepStrictEqual } from 'node:util'
import { ask, type Contender, contenders } from './contenders.ts'
import { bodyOf, type QueryName, queries } from './queries.ts'

/** Which of the thousand values are compared. */
const SAMPLES = [0, 1, 17, 499, 999]

/** @throws unless all give the same answers to every query. What is not equal is not compared by its speed. */
export async function refuseDifferentAnswers(running: readonly Contender[]): Promise<void> {
  for (const query of Object.keys(queries) as QueryName[]) {
    for (const sample of SAMPLES) {
      const body = bodyOf(query, sample)
      const answers = await Promise.all(running.map(({ url }) => ask(url, body)))
      for (const [index, { data, errors }] of answers.entries()) {
        const contender = running[index] as Contender
        const title = contenders[contender.name].title
        if (errors) throw new Error(`${title} answers ${query} with errors: ${JSON.stringify(errors).slice(0, 500)}`)
        const difference = firstDifference(answers[0]?.data, data, 'data')
        if (difference) throw new Error(`${title} answers ${query} differently from the others: ${difference}`)
      }
    }
  }
}

/** The order of an object's fields does not count. */
function firstDifference(one: unknown, other: unknown, path: string): string | null {
  if (isDeepStrictEqual(one, other)) return null
  if (!isObject(one) || !isObject(other)) return `${path} is ${JSON.stringify(one)} and ${JSON.stringify(other)}`
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = firstDifference(one[key], other[key], `${path}.${key}`)
    if (difference) return difference
  }
  return `${path} has another shape`
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
