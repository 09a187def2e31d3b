/** Names what made a score or an embedding: those of different models do not compare. */
export const MODEL_VERSION = 'nsfwjs-4.4.0-mobilenet-v2-mid'

/** What the model takes: so many pixels each way, in RGB. */
export const INPUT = 'input'
export const SIDE_PX = 224

/** In the order of the model's answer. */
export const CLASSES = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const

/** What comes out: a probability for each class, and what the last block saw, pooled. */
export const SCORES = 'scores'
export const FEATURES = 'features'
