import { eq } from 'drizzle-orm'
import { isRefusal, type Outcome, refuse } from './outcome.ts'
import { idempotencyKeys } from './tables.ts'
import type { Work } from './work.ts'

export interface IdempotentCall {
  /** Mutation, caller and key: `social.createPost/<user id>/<uuid>`. */
  readonly scope: string
  readonly inputHash: string
}

/**
 * Does a change at most once per key: the key is stored in the change's own transaction, with its outcome, and a repeat
 * gets that outcome. A second call at the same time waits for the first one's end. What was refused is not remembered,
 * for nothing happened. The outcome must be plain JSON without secrets: ids, which resolvers complete anew.
 */
export async function once<Payload>(
  work: Work,
  { scope, inputHash }: IdempotentCall,
  change: () => Promise<Outcome<Payload>>,
): Promise<Outcome<Payload>> {
  const claimed = await work.db
    .insert(idempotencyKeys)
    .values({ scope, inputHash, at: work.at })
    .onConflictDoNothing()
    .returning({ scope: idempotencyKeys.scope })

  if (claimed.length === 0) {
    const [first] = await work.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.scope, scope))
    if (first?.inputHash !== inputHash) return refuse('IDEMPOTENCY_MISMATCH', ['input', 'idempotencyKey'])
    return first.outcome as Payload
  }

  const outcome = await change()
  if (isRefusal(outcome)) return outcome
  await work.db.update(idempotencyKeys).set({ outcome }).where(eq(idempotencyKeys.scope, scope))
  // As a repeat will get it, so that the first answer and the second cannot differ.
  return JSON.parse(JSON.stringify(outcome)) as Payload
}
