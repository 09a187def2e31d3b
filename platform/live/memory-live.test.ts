import { liveContract } from './live.contract.ts'
import { memoryLive } from './memory-live.ts'

liveContract('memory', async () => {
  const live = memoryLive()
  return { here: live, there: live, [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
})
