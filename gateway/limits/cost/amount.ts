/** Coerced, as the operation declares them. */
export type Variables = Readonly<Record<string, unknown>>

/** What something costs before it is run: known from the text, or once the variables are. */
export type Estimated = number | ((variables: Variables) => number)

/** What something has cost: known from the text, or once the answer is. `data` is the object that it is a part of. */
export type Actual = number | ((variables: Variables, data: Readonly<Record<string, unknown>>) => number)

export interface Cost {
  readonly estimated: Estimated
  readonly actual: Actual
}

export const estimatedOf = (cost: Estimated, variables: Variables) =>
  typeof cost === 'number' ? cost : cost(variables)

export const actualOf = (cost: Actual, variables: Variables, data: Readonly<Record<string, unknown>>) =>
  typeof cost === 'number' ? cost : cost(variables, data)

export const sumOf = (costs: readonly Cost[]) => combined(costs, (one, other) => one + other)

export const largestOf = (costs: readonly Cost[]) => combined(costs, (one, other) => Math.max(one, other))

/** Computes what is known already, once. */
function combined(costs: readonly Cost[], combine: (one: number, other: number) => number): Cost {
  const estimates = costs.map(({ estimated }) => estimated)
  const actuals = costs.map(({ actual }) => actual)
  const [knownEstimate, openEstimates] = split(estimates, combine)
  const [knownActual, openActuals] = split(actuals, combine)
  return {
    estimated:
      openEstimates.length === 0
        ? knownEstimate
        : (variables) => openEstimates.reduce((sum, one) => combine(sum, one(variables)), knownEstimate),
    actual:
      openActuals.length === 0
        ? knownActual
        : (variables, data) => openActuals.reduce((sum, one) => combine(sum, one(variables, data)), knownActual),
  }
}

function split<Open extends (...args: never[]) => number>(
  costs: readonly (number | Open)[],
  combine: (one: number, other: number) => number,
): readonly [known: number, open: Open[]] {
  const known = costs.filter((cost) => typeof cost === 'number').reduce(combine, 0)
  return [known, costs.filter((cost) => typeof cost !== 'number') as Open[]]
}
