import { startAllInOne } from '@varal/bin/all-in-one'
import { readConfig } from '@varal/platform/config'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import type { RunningParts } from './running-parts.ts'

export async function startInOneProcess(env: Readonly<Record<string, string>>): Promise<RunningParts> {
  let counted: Partial<Record<SubgraphName, number>> | undefined
  const varal = await startAllInOne(readConfig(env), {
    onStatement(subgraph, text) {
      // The relay looks whether something waits, all the time and for nobody in particular.
      if (counted && !text.includes('"outbox"')) counted[subgraph] = (counted[subgraph] ?? 0) + 1
    },
  })
  return {
    async statementsOf(act) {
      counted = {}
      await act()
      const result = counted
      counted = undefined
      return result
    },
    kill: () => Promise.reject(new Error('Only a process of its own can be killed')),
    [Symbol.asyncDispose]: () => varal[Symbol.asyncDispose](),
  }
}
