/** The value below which a share of the samples lies. Zero samples give NaN. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const median = (samples: readonly number[]) => percentile(samples, 0.5)

/** To a tenth. */
export const rounded = (value: number) => Math.round(value * 10) / 10
