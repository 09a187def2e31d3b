import {
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type SelectionSetNode,
} from 'graphql'

/**
 * The entities of a graph are numbered per type. Every key of an entity says its number, so that each subgraph finds,
 * from any key, the entity that another one meant, without either having data.
 */
export interface EntityNumbers {
  /** Whether the field says the number of the object that it belongs to. */
  isKey(type: string, field: string): boolean
  /** What a key of this entity says. Types of one interface with a key share their numbers. */
  idOf(type: string, number: number): string
  /** Whose numbers the type has: its own, or those of the interface that has a key. */
  family(type: string): string
  /** The number of the entity that a reference names, or null if its keys say none. */
  numberOf(reference: Readonly<Record<string, unknown>>): number | null
  /** A number that an entity of this type can have. Few, so that one entity is met at many places. */
  numberFor(type: string, hash: number): number
  /** What an entity of a family really is. */
  typeOf(family: string, number: number): string
}

const ENTITIES_PER_TYPE = 5

export function entityNumbers(documents: readonly DocumentNode[]): EntityNumbers {
  const definitions = documents.flatMap(({ definitions }) => definitions).filter(isFielded)
  const fieldTypes = new Map<string, string>()
  for (const { name, fields } of definitions)
    for (const field of fields ?? []) fieldTypes.set(`${name.value}.${field.name.value}`, namedType(field.type))

  const keys = new Set<string>()
  function addKey(type: string, { selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) throw new Error(`A key of ${type} is not made of fields`)
      keys.add(`${type}.${selection.name.value}`)
      if (selection.selectionSet) addKey(fieldTypes.get(`${type}.${selection.name.value}`)!, selection.selectionSet)
    }
  }
  const keyed = definitions.flatMap(({ kind, name, directives }) =>
    (directives ?? [])
      .filter((directive) => directive.name.value === 'key')
      .map(({ arguments: args }) => {
        const fields = args?.find((one) => one.name.value === 'fields')?.value
        if (fields?.kind !== Kind.STRING) throw new Error(`A key of ${name.value} has no fields`)
        addKey(name.value, fieldsOf(fields.value))
        return { kind, name: name.value }
      }),
  )
  const interfaces = keyed.filter(({ kind }) => kind === Kind.INTERFACE_TYPE_DEFINITION).map(({ name }) => name)
  const members = new Map(
    interfaces.map((one) => {
      const implementing = definitions.filter(
        ({ kind, interfaces }) =>
          kind === Kind.OBJECT_TYPE_DEFINITION && interfaces?.some(({ name }) => name.value === one),
      )
      return [one, [...new Set(implementing.map(({ name }) => name.value))].sort()] as const
    }),
  )
  const familyOf = new Map([...members].flatMap(([family, types]) => types.map((type) => [type, family] as const)))
  const family = (type: string) => familyOf.get(type) ?? type

  function numberOf(
    reference: Readonly<Record<string, unknown>>,
    type = String(reference['__typename']),
  ): number | null {
    for (const [field, value] of Object.entries(reference)) {
      if (!keys.has(`${type}.${field}`) || value === null) continue
      if (typeof value === 'object') return numberOf(value as never, fieldTypes.get(`${type}.${field}`))
      const digits = /\d+$/.exec(String(value))
      if (digits) return Number(digits[0])
    }
    return null
  }

  return {
    isKey: (type, field) => keys.has(`${type}.${field}`),
    idOf: (type, number) => `${family(type)}-${number}`,
    family,
    numberOf: (reference) => numberOf(reference),
    numberFor(type, hash) {
      const types = members.get(family(type))
      if (!types || !familyOf.has(type)) return hash % ENTITIES_PER_TYPE
      // The numbers of a family go round its types.
      return (hash % ENTITIES_PER_TYPE) * types.length + types.indexOf(type)
    },
    typeOf(family, number) {
      const types = members.get(family)
      return types?.[number % types.length] ?? family
    },
  }
}

/** What `@key(fields:)`, `@requires` and `@provides` say. */
export function fieldsOf(text: string): SelectionSetNode {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions
  return (operation as { selectionSet: SelectionSetNode }).selectionSet
}

type Fielded =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode

const isFielded = (node: { kind: string }): node is Fielded =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.OBJECT_TYPE_EXTENSION ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  node.kind === Kind.INTERFACE_TYPE_EXTENSION

function namedType(type: { kind: string }): string {
  const node = type as { kind: string; name?: { value: string }; type?: { kind: string } }
  return node.name?.value ?? namedType(node.type!)
}
