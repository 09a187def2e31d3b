import { type Conditions, hold } from '../conditions.ts'
import { type Actual, actualOf, type Cost, type Estimated, estimatedOf, type Variables } from './amount.ts'

/** A field of the answer. */
export interface Items {
  readonly key: string
  /** Whatever comes of it. */
  readonly once: number
  /** For each item; for the field itself if it is no list. */
  readonly each: number
  /** How many there are at most; null if it is no list. */
  readonly items: Estimated | null
  /** What is selected in each. */
  readonly inner: Cost
}

export function costOfItems(field: Items): Cost {
  return { estimated: estimateOf(field), actual: measure(field) }
}

function estimateOf({ once, each, items, inner: { estimated } }: Items): Estimated {
  const length = items ?? 1
  if (typeof length === 'number' && typeof estimated === 'number') return once + length * (each + estimated)
  return (variables) => once + estimatedOf(length, variables) * (each + estimatedOf(estimated, variables))
}

/** Walks into the answer only where a list is, or below. */
function measure({ key, once, each, items, inner: { actual } }: Items): Actual {
  if (items === null && typeof actual === 'number') return once + each + actual
  if (items === null) {
    return (variables, data) => {
      const value = data[key]
      // Another kind of object, which does not have the field.
      if (value === undefined) return 0
      return once + each + (isObject(value) ? actualOf(actual, variables, value) : 0)
    }
  }
  const sum = (value: unknown, variables: Variables): number => {
    if (!Array.isArray(value)) return each + (isObject(value) ? actualOf(actual, variables, value) : 0)
    if (typeof actual === 'number' && !Array.isArray(value[0])) return value.length * (each + actual)
    let total = 0
    for (const item of value) total += sum(item, variables)
    return total
  }
  return (variables, data) => {
    const value = data[key]
    return value === undefined ? 0 : once + (Array.isArray(value) ? sum(value, variables) : 0)
  }
}

/** What is written in several places is there if it is in one of them. */
export function onlyWhen(places: readonly Conditions[], cost: Cost): Cost {
  const { estimated, actual } = cost
  if (places.some((conditions) => conditions.length === 0) || (estimated === 0 && actual === 0)) return cost
  const isThere = (variables: Variables) => places.some((conditions) => hold(conditions, variables))
  return {
    estimated: (variables) => (isThere(variables) ? estimatedOf(estimated, variables) : 0),
    actual: (variables, data) => (isThere(variables) ? actualOf(actual, variables, data) : 0),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
