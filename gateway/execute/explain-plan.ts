import { Kind, type OperationDefinitionNode, parse, print, type SelectionSetNode, visit } from 'graphql'
import type { Operation } from './operation.ts'
import type { CompiledPlan } from './plan/compiled-plan.ts'
import type { FetchStep, Slot } from './plan/fetch-step.ts'
import type { Place } from './plan/places.ts'

/**
 * How an operation is answered, for people who write one: which subgraph is asked for what, and for the entities at which
 * places. What stands in one wave is asked at the same time.
 */
export function explainPlan(operation: Operation, plan: CompiledPlan): string {
  const stream = operation.kind === 'subscription' ? operation.event.fetch : null
  const waves = wavesOf(plan)
  const first = stream ? [[explainStream(stream.serviceName, stream.operation)]] : []
  const rest = waves.map((steps) => steps.map(explainStep))
  const all = [...first, ...rest].map((steps, index) => `${titleOf(index, stream !== null)}\n${steps.join('\n')}`)
  if (operation.introspect) all.unshift('from the schema, without asking anybody')
  return all.length > 0 ? all.join('\n\n') : 'nothing has to be asked'
}

function titleOf(index: number, isStream: boolean): string {
  if (!isStream) return `wave ${index + 1}`
  return index === 0 ? 'opens a stream' : `for each event, wave ${index}`
}

/** Steps by how many others, one after another, come before them. */
function wavesOf(plan: CompiledPlan): FetchStep[][] {
  const wave = new Map<number, number>()
  const left = plan.map(({ waitsFor }) => waitsFor)
  const ready = plan.flatMap(({ waitsFor }, index) => (waitsFor === 0 ? [index] : []))
  for (const index of ready) {
    const own = wave.get(index) ?? 0
    wave.set(index, own)
    for (const next of plan[index]?.before ?? []) {
      wave.set(next, Math.max(wave.get(next) ?? 0, own + 1))
      left[next] = (left[next] ?? 0) - 1
      if (left[next] === 0) ready.push(next)
    }
  }
  const waves: FetchStep[][] = []
  for (const [index, step] of plan.entries()) {
    const at = wave.get(index) ?? 0
    waves[at] = [...(waves[at] ?? []), step]
  }
  return waves
}

const explainStream = (subgraph: string, operation: string) => `  ${subgraph}\n${indented(selectionIn(operation))}`

function explainStep({ subgraph, query, slots, conditions }: FetchStep): string {
  const only = conditions.map(({ variable, is }) => `${is ? 'if' : 'unless'} $${variable}`).join(' and ')
  const title = `  ${subgraph}${only && `, ${only}`}`
  if (!slots) return `${title}\n${indented(selectionIn(query))}`
  return [title, ...slots.map(explainSlot)].join('\n')
}

function explainSlot({ members, operation }: Slot): string {
  const places = [...new Set(members.map(({ place }) => pathOf(place)))]
  return `    for each ${places.join(' and ')}\n${indented(selectionIn(operation), 6)}`
}

const pathOf = (place: Place) => place.filter((part) => part !== '@').join('.')

/** What is asked of the root, or of entities, without the planner's own words around it. */
function selectionIn(text: string): string {
  const document = visit(parse(text, { noLocation: true }), {
    // The planner asks for it everywhere, to go on from there.
    Field: (field) => (field.name.value === '__typename' && !field.alias ? null : undefined),
  })
  const operation = document.definitions.find(
    (one) => one.kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode
  const [first] = operation.selectionSet.selections
  const asked = first?.kind === Kind.FIELD && first.name.value === '_entities' ? first.selectionSet : null
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  return [textOf(asked ?? operation.selectionSet), ...fragments.map(print)].join('\n')
}

const LINE_CHARACTERS = 96

/** What fits into a line stands in one. */
function textOf(set: SelectionSetNode, indent = ''): string {
  const line = print(set).replace(/\s+/g, ' ')
  if (indent.length + line.length <= LINE_CHARACTERS) return line
  const inner = `${indent}  `
  const selections = set.selections.map((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return inner + print(selection)
    const head = print({ ...selection, selectionSet: nothingSelected })
      .replace(/\s+/g, ' ')
      .trim()
    return `${inner}${head} ${textOf(selection.selectionSet, inner)}`
  })
  return `{\n${selections.join('\n')}\n${indent}}`
}

const nothingSelected: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] }

const indented = (text: string, by = 4) => text.replace(/^/gm, ' '.repeat(by))
