import { Mistake } from '@varal/platform/errors'
import { DEADLINE_MS } from '@varal/platform/links/deadline'
import { traced } from '@varal/platform/trace'
import { type ExecutionResult, isObjectType } from 'graphql'
import { measure } from '../../metrics.ts'
import { codeForClients, type GivenError } from '../client-errors.ts'
import type { FetchStep, Slot } from './fetch-step.ts'
import { mergeInto } from './merge.ts'
import { type ResponseObject, visitEntities } from './places.ts'
import type { Run, Targets } from './run.ts'
import { addErrors, addMissing } from './step-errors.ts'

/** Asks the subgraph, and puts what it answers where it belongs. */
export async function runStep(step: FetchStep, run: Run): Promise<void> {
  for (const { variable, is } of step.conditions) if (run.coerced[variable] !== is) return

  let variables = ''
  for (const { name, key } of step.variables) {
    const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined
    if (value !== undefined) variables += `${variables && ','}${key}${JSON.stringify(value)}`
  }
  const targets: Targets[] = []
  if (step.slots) {
    let found = 0
    for (const slot of step.slots) {
      const { representations, targets: ofSlot } = represent(slot, run)
      variables += `${variables && ','}${slot.representationsKey}${representations}]`
      targets.push(ofSlot)
      found += ofSlot.length
    }
    if (found === 0) return
  }
  const answer = await tellOf(step, run, () => ask(step, `{${variables}}`, run))
  if (!isAnswer(answer)) return addMissing(step, targets, answer, run)
  if (answer.errors) addErrors(step, targets, answer.errors, run)
  if (answer.data) put(answer.data, step, targets, run)
}

/** Each entity of a slot as JSON, those that are the same once. Of those that may be one object, one stays. */
function represent({ members }: Slot, { data, united }: Run): { representations: string; targets: Targets } {
  const indexes = new Map<unknown, number>()
  const targets: ResponseObject[][] = []
  if (data === null) return { representations: '', targets }
  const told = new Set<ResponseObject>()
  const ones = new Map<unknown, ResponseObject>()
  let representations = ''
  for (const { place, representation, unites } of members) {
    visitEntities(data, place, (entity, holder, name) => {
      const isUnited = united.has(entity)
      if (isUnited && told.has(entity)) return
      const key = representation.keyOf(entity)
      if (key === null) return
      if (isUnited) told.add(entity)
      else if (unites && representation.isBare(entity)) {
        const one = ones.get(key)
        if (one) {
          holder[name] = one
          if (!united.has(one)) united.set(one, { by: -1, text: '' })
          return
        }
        ones.set(key, entity)
      }
      const index = indexes.get(key)
      if (index !== undefined) {
        targets[index]?.push(entity)
        return
      }
      indexes.set(key, targets.length)
      targets.push([entity])
      const text = representation.textOf(key)
      representations += representations ? `,${text}` : text
    })
  }
  return { representations, targets }
}

/** Tells the metrics and the trace how asking went. */
async function tellOf(
  { subgraph }: FetchStep,
  run: Run,
  ask: () => Promise<ExecutionResult | GivenError>,
): Promise<ExecutionResult | GivenError> {
  const beganMs = performance.now()
  run.fetches++
  const answer = await traced(`fetch ${subgraph}`, noFacts, async (span) => {
    const given = await ask()
    if (!isAnswer(given)) span.fail(codeOf(given))
    return given
  })
  const outcome = isAnswer(answer) ? (answer.errors ? 'errors' : 'ok') : codeOf(answer)
  measure.fetched(subgraph, outcome, (performance.now() - beganMs) / 1_000)
  return answer
}

const noFacts = {}
const codeOf = ({ extensions }: GivenError) => codeForClients(extensions?.['code'])

/** What the subgraph answered; or why it did not. */
async function ask(step: FetchStep, variablesJson: string, run: Run): Promise<ExecutionResult | GivenError> {
  const { query, operationName, link, subgraph } = step
  const { caller, signal, log, endsMs } = run
  const withinMs = Math.min(link.deadlineMs ?? DEADLINE_MS, endsMs - performance.now())
  try {
    if (withinMs <= 0) throw new Mistake('TIMEOUT', 'The operation took too long to answer.')
    const answer = await link.execute({ query, operationName, variablesJson, caller, signal, withinMs })
    const [error] = answer.errors ?? []
    // Without data, and without a place for the reason: the subgraph has not begun.
    return answer.data === undefined && !error?.path ? (error ?? noReason) : answer
  } catch (error) {
    if (!(error instanceof Mistake)) {
      if (!signal?.aborted) log.error({ requestId: caller.requestId, subgraph, err: error }, 'a link failed')
      return noReason
    }
    const code = error.extensions['code']
    log.warn({ requestId: caller.requestId, subgraph, code, err: error.cause }, 'a subgraph did not answer')
    return error
  }
}

const noReason: GivenError = new Mistake(
  'INTERNAL',
  'Something went wrong on our side. It was logged under the request id.',
)

const isAnswer = (given: ExecutionResult | GivenError): given is ExecutionResult => !('message' in given)

function put(data: ResponseObject, { slots, rewriteOutput }: FetchStep, targets: readonly Targets[], run: Run): void {
  if (!slots) {
    rewriteOutput?.(data)
    if (run.data === null) run.data = data
    else mergeInto(run.data, data)
    return
  }
  slots.forEach((slot, number) => {
    const entities = data[slot.name]
    if (!Array.isArray(entities)) return
    targets[number]?.forEach((ofEntity, index) => {
      const given = entities[index] as ResponseObject | null | undefined
      if (given === null || given === undefined) return
      // Its type is known; a subgraph may know less of it.
      const known = ofEntity[0]?.['__typename']
      given['__typename'] ??= known
      slot.rewriteOutput?.(given)
      // To a subgraph that takes an interface for an object, it is of that type. Others know better, or will.
      const typename = given['__typename']
      if (typename !== known && !isObjectType(run.schema.getType(String(typename)))) given['__typename'] = known
      for (const entity of ofEntity) mergeInto(entity, given)
    })
  })
}
