import { MODEL_VERSION, SIDE_PX } from './model-facts.ts'
import { threadedClassifier } from './threaded-classifier.ts'

/** This process's one; its thread starts with the first picture. */
export const nsfwClassifier = threadedClassifier(new URL('./classifier-thread.ts', import.meta.url), {
  version: MODEL_VERSION,
  sidePx: SIDE_PX,
})
