import type { Caller } from '@varal/platform/viewer'
import { type OperationDefinitionNode, valueFromASTUntyped } from 'graphql'
import type { Executor } from '../execute/executor.ts'
import type { Checked } from './publish-manifest.ts'

/** Checks an operation as it is checked when it is sent, and says what it may cost at most, whatever its variables are. */
export function checkOperation(executor: Executor, text: string, caller: Caller): Checked {
  const operation = executor.prepare(text, undefined, caller, true)
  if ('errors' in operation) return { reasons: operation.errors.map(({ message }) => message) }
  const cost = Math.ceil(operation.cost.estimate(declaredDefaults(operation.definition)))
  if (!Number.isFinite(cost)) return { reasons: ['It has more different answers than can be costed.'] }
  try {
    // Now, and not when the first client waits for it.
    void operation.plan
    return { cost }
  } catch {
    return { reasons: ['It cannot be planned.'] }
  }
}

/** A slicing variable without a default counts as the longest page that there is. */
function declaredDefaults({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  )
}
