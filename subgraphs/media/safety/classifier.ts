/** What a model thinks of one picture. */
export interface Classification {
  /** Probabilities, 0 to 1, that add up to 1. */
  readonly scores: Readonly<Record<ClassName, number>>
  /** What it looks like: a unit vector. Near ones look alike. */
  readonly embedding: readonly number[]
}

export type ClassName = 'drawing' | 'hentai' | 'neutral' | 'porn' | 'sexy'

/** A picture of `sidePx` each way, in RGB, 8 bits a channel, row by row. */
export type Pixels = Uint8Array

export interface Classifier {
  /** Stored with every score. Scores and embeddings of different models do not compare. */
  readonly version: string
  readonly sidePx: number
  /** @throws if the model cannot be had, is broken, or takes longer than it may. */
  classify(pixels: Pixels, signal: AbortSignal): Promise<Classification>
}
