import type { CallingApp } from '@varal/platform/viewer'
import { tiers } from '../limits/budgets/tiers.ts'
import type { FoundOperation } from './find-operation.ts'

/**
 * What one operation may cost that its sender does not decide alone: what the sender's app may, or as much as an app's if
 * it was published, when it was looked at. Undefined: what the kind of sender may.
 */
export const costMaxOf = (app: CallingApp | null, { known }: Pick<FoundOperation, 'known'>): number | undefined =>
  app?.operationCostMax ?? (known ? tiers.app.operationCostMax : undefined)
