import { parentPort } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Classification } from './classifier.ts'
import { CLASSES, FEATURES, INPUT, SCORES, SIDE_PX } from './model-facts.ts'
import { nsfwModel } from './nsfw-model.ts'
import type { Answer, Question } from './threaded-classifier.ts'

/*
 * A thread of its own: making the model takes a second and an answer tens of milliseconds, in which nothing else of the
 * process should wait. One core: others have work to do.
 */
const session = InferenceSession.create(await nsfwModel(), { intraOpNumThreads: 1, interOpNumThreads: 1 })

parentPort!.on('message', async ({ number, pixels }: Question) => {
  const answer: Answer = await classified(pixels).then(
    (classification) => ({ number, classification }),
    (error: unknown) => ({ number, error: String(error) }),
  )
  parentPort!.postMessage(answer)
})

async function classified(pixels: Uint8Array): Promise<Classification> {
  const input = new Tensor('float32', planar(pixels), [1, 3, SIDE_PX, SIDE_PX])
  const { [SCORES]: scores, [FEATURES]: features } = await (await session).run({ [INPUT]: input })
  const probabilities = [...(scores!.data as Float32Array)]
  if (!probabilities.every(Number.isFinite)) throw new Error('The model answers with what is no number')
  return {
    scores: Object.fromEntries(CLASSES.map((name, i) => [name, probabilities[i]!])) as Classification['scores'],
    embedding: unit(features!.data as Float32Array),
  }
}

/** Each channel for itself, 0 to 1. */
function planar(pixels: Uint8Array): Float32Array {
  const area = SIDE_PX * SIDE_PX
  const values = new Float32Array(3 * area)
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) values[channel * area + i] = pixels[3 * i + channel]! / 255
  }
  return values
}

function unit(features: Float32Array): number[] {
  const length = Math.hypot(...features) || 1
  // Four digits: what is sent is a third as long, and neighbours stay neighbours.
  return Array.from(features, (value) => Math.round((value / length) * 10_000) / 10_000)
}
