import type { GraphQLResolveInfo } from 'graphql'
import { z } from 'zod'
import type { Context } from './context.ts'
import { Mistake } from './errors.ts'
import { type IdempotentCall, once } from './idempotency.ts'
import { textFaults, validationErrors } from './input-faults.ts'
import { isRefusal, type Outcome } from './outcome.ts'
import type { Actor, Viewer } from './viewer.ts'
import type { Work } from './work.ts'

interface Around<Input, Prepared, Result, Ctx> {
  /** Before the transaction: what takes long (hashing a password) or waits. */
  readonly prepare?: (input: Input, ctx: Ctx) => Promise<Outcome<Prepared>>
  /** After the commit, and at a replay too: what must not be stored with the idempotency key, such as tokens. */
  readonly finish?: (result: Result, ctx: Ctx) => Promise<Outcome<object>>
}

type Run<Input, Prepared, Result, Who> = (
  work: Work,
  who: Who,
  input: Input,
  prepared: Prepared,
) => Promise<Outcome<Result>>

/** `never`: what it returns resolves the payload's fields, whichever shape codegen gives the payload. */
type Resolver<Ctx> = (parent: unknown, args: { input: object }, ctx: Ctx, info: GraphQLResolveInfo) => Promise<never>

/**
 * The resolver of a mutation for signed-in people. `input` is checked against its shape, which gives every refusal its
 * path; an `idempotencyKey` in it is honoured; the use case `run` gets one transaction, which a refusal undoes.
 */
export function mutation<Input, Ctx extends Context<unknown>, Result, Prepared = undefined>(
  input: z.ZodType<Input>,
  run: Run<Input, Prepared, Result, Actor>,
  around: Around<Input, Prepared, Result, Ctx> = {},
): Resolver<Ctx> {
  const runSignedIn: Run<Input, Prepared, Result, Viewer> = (work, viewer, parsed, prepared) => {
    if (viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
    return run(work, viewer, parsed, prepared)
  }
  return openMutation(input, runSignedIn, around)
}

/** As `mutation`, for everybody. */
export function openMutation<Input, Ctx extends Context<unknown>, Result, Prepared = undefined>(
  input: z.ZodType<Input>,
  run: Run<Input, Prepared, Result, Viewer>,
  { prepare, finish }: Around<Input, Prepared, Result, Ctx> = {},
): Resolver<Ctx> {
  return async (_parent, args, ctx, info) => {
    const unstorable = textFaults(args.input, 'input')
    if (unstorable) return unstorable as never
    const parsed = input.safeParse(args.input)
    if (!parsed.success) return validationErrors(parsed.error, 'input') as never

    const prepared = prepare ? await prepare(parsed.data, ctx) : undefined
    if (isRefusal(prepared)) return prepared as never

    const change = (work: Work) => run(work, ctx.viewer, parsed.data, prepared as Prepared)
    const call = idempotentCall(args.input, ctx, info.fieldName)
    const result = await ctx.work((work) => (call ? once(work, call, () => change(work)) : change(work)))
    return (finish && !isRefusal(result) ? await finish(result, ctx) : result) as never
  }
}

function idempotentCall(input: object, ctx: Context<unknown>, mutationName: string): IdempotentCall | null {
  const key = 'idempotencyKey' in input ? input.idempotencyKey : null
  if (typeof key !== 'string') return null
  const caller = ctx.viewer.kind === 'user' ? ctx.viewer.id : 'anonymous'
  return {
    scope: `${mutationName}/${caller}/${key.toLowerCase()}`,
    inputHash: ctx.cursors.hash(canonical({ ...input, idempotencyKey: undefined })),
  }
}

/** The same text for the same input, in whichever order its fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** For the inputs that create something. */
export const idempotencyKey = z.uuid()
