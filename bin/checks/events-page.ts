import { type EventName, events, ownerOf } from '@varal/schema/events/events'
import * as ids from '@varal/schema/ids'
import { subgraphNames } from '@varal/schema/subgraph-names'

/** Who hears an event, as `feed (fan-out)`. */
export type Hearers = ReadonlyMap<EventName, readonly string[]>

/** `docs/events.md`: the catalogue for people. `docstrings` are those of `schema/events/`, by event. */
export function eventsPage(docstrings: ReadonlyMap<string, string>, hearers: Hearers): string {
  const names = Object.keys(events) as EventName[]
  const sections = subgraphNames.map((owner) => {
    const own = names.filter((name) => ownerOf(name) === owner)
    const entries = own.map((name) => entry(name, docstrings.get(name), hearers.get(name) ?? []))
    return `## ${owner}\n\n${entries.join('\n') || 'Announces nothing.\n'}`
  })
  return `${HEAD}\n${sections.join('\n')}`
}

const HEAD = `# Events

Every fact that one subgraph tells the others. It travels as \`{ id, name, at, data }\`, at least once, in the order of its
owner's outbox, and is kept for 24 hours. Written by \`npm run docs\` from \`schema/events/\`.
`

function entry(name: EventName, docstring: string | undefined, hearers: readonly string[]): string {
  const fields = Object.entries(events[name].shape).map(([field, shape]) => `\`${field}\` ${typeName(shape)}`)
  return [
    `### ${name}\n`,
    ...(docstring ? [`${docstring}\n`] : []),
    `- data: ${fields.join(', ')}`,
    `- heard by: ${hearers.length > 0 ? hearers.join(', ') : 'nobody yet'}\n`,
  ].join('\n')
}

interface Shape {
  readonly def: {
    readonly type: string
    readonly innerType?: Shape
    readonly element?: Shape
    readonly entries?: object
  }
}

const idNames = new Map<unknown, string>(Object.entries(ids).map(([name, shape]) => [shape, name]))

function typeName(shape: Shape): string {
  const { type, innerType, element, entries } = shape.def
  const idName = idNames.get(shape)
  if (idName) return idName
  if (type === 'nullable' && innerType) return `${typeName(innerType)} or null`
  if (type === 'optional' && innerType) return `${typeName(innerType)} or absent`
  if (type === 'array' && element) return `list of ${typeName(element)}`
  if (type === 'enum' && entries) return Object.keys(entries).join(' \\| ')
  return type
}

/** The docstrings of a catalogue file: the comment before each `'owner.entity.happened':`. */
export function docstringsOf(source: string): Map<string, string> {
  const found = source.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*'([a-z]+(?:\.[a-z]+){2})':/gs)
  return new Map([...found].map(([, text = '', name = '']) => [name, text.replace(/\s*\n\s*\*\s?/g, ' ').trim()]))
}
