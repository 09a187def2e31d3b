import { print, validate } from 'graphql'
import { randomOperation } from './random-operation.ts'
import { seededRandom } from './seeded-random.ts'
import { shrink } from './shrink.ts'
import { judge, type Sides, type Trial, type Verdict, weathers } from './trial.ts'

export interface Findings {
  /** Operations that both sides answered, and whose answers were compared. */
  readonly compared: number
  readonly differing: readonly Differing[]
  /** Why our side refused to plan, and what Apollo could not answer, with how often. */
  readonly refused: ReadonlyMap<string, number>
  readonly stockFailed: ReadonlyMap<string, number>
  /** How often Apollo's answer was the one that does not follow the specification. */
  readonly stockWrong: number
  readonly fetches: { readonly stock: number; readonly ours: number }
  /** In how many plans there was what: see `kindsOf`. */
  readonly kinds: ReadonlyMap<string, number>
}

/** A trial that the two sides answered differently. */
export interface Differing {
  readonly trial: Trial
  /** The arguments with which `fuzz.ts` tries it again, if it drew it. */
  readonly again?: string
}

export interface FuzzOptions {
  readonly seed: string
  readonly count: number
  /** The first case; each is drawn by itself, so one can be drawn again without those before it. */
  readonly from?: number
  /** Stop at so many differences. */
  readonly differingMax?: number
  /** Called after each case. */
  readonly onCase?: (number: number) => void
}

/** Draws operations, and asks both sides. */
export async function differential(
  sides: Sides,
  { seed, count, from = 0, differingMax = 3, onCase }: FuzzOptions,
): Promise<Findings> {
  const { name } = sides.graph.definition
  const differing: Differing[] = []
  const verdicts: Verdict[] = []
  for (let number = from; number < from + count && differing.length < differingMax; number++) {
    const trial = drawTrial(sides, `${name} ${seed} ${number}`)
    const verdict = await judge(sides, trial)
    verdicts.push(verdict)
    const again = `--graph ${name} --seed ${seed} --from ${number} --count 1`
    if (verdict.outcome === 'different') differing.push({ trial, again })
    onCase?.(number)
  }
  return { differing, ...summary(verdicts) }
}

function summary(verdicts: readonly Verdict[]): Omit<Findings, 'differing'> {
  const reasons = (outcome: Verdict['outcome']) =>
    tally(verdicts.flatMap((one) => (one.outcome === outcome ? [one.reason ?? ''] : [])))
  const compared = verdicts.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'stock failed')
  return {
    compared: compared.length,
    refused: reasons('refused'),
    stockFailed: reasons('stock failed'),
    stockWrong: verdicts.filter(({ outcome }) => outcome === 'stock wrong').length,
    fetches: {
      stock: compared.reduce((sum, { fetches }) => sum + fetches.stock, 0),
      ours: compared.reduce((sum, { fetches }) => sum + fetches.ours, 0),
    },
    kinds: tally(compared.flatMap(({ kinds }) => [...kinds])),
  }
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

const DRAWS_MAX = 50

function drawTrial({ graph, stock }: Sides, seed: string): Trial {
  const random = seededRandom(seed)
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const question = randomOperation(stock.clientSchema, random, graph.definition.fieldsMax)
    if (validate(stock.clientSchema, question.document).length > 0) continue
    const down = random.chance(0.15) ? [random.pick(Object.keys(graph.links))] : []
    return { question, weather: random.pick(weathers), down }
  }
  throw new Error(`None of ${DRAWS_MAX} operations drawn from "${seed}" is valid`)
}

/** What differs, as the smallest operation that still does: for who has to find out why. */
export async function report(sides: Sides, { trial, again }: Differing): Promise<string> {
  const fails = async (one: Trial) => (await judge(sides, one)).outcome === 'different'
  const smallest = await shrink(trial, sides.stock.clientSchema, fails)
  const { outcome, reason = outcome } = await judge(sides, smallest)
  const { question, weather, down } = smallest
  const conditions = [
    ...Object.entries(weather).flatMap(([trouble, oneIn]) => (oneIn > 0 ? [`${trouble}: one in ${oneIn}`] : [])),
    ...down.map((name) => `${name} is down`),
  ]
  return [
    `${sides.graph.definition.name}: ${reason}`,
    print(question.document),
    `variables ${JSON.stringify(question.variables)}${conditions.length > 0 ? `; ${conditions.join(', ')}` : ''}`,
    ...(again ? [`(${again})`] : []),
  ].join('\n')
}
