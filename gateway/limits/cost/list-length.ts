import { type ArgumentNode, Kind } from 'graphql'
import { type Estimated, estimatedOf, type Variables } from './amount.ts'
import { LIST_SIZE, type ListSize } from './field-weights.ts'

/** For a size that is a variable which is not there: only while an operation is published, never when it runs. */
const SLICE_MAX = 100

/** How long a list is at most, given its field's arguments: the largest of those that slice it. Never below 0. */
export function listLength(list: ListSize | null, args: readonly ArgumentNode[]): Estimated {
  if (!list) return LIST_SIZE
  const lengths = list.slicing.flatMap(({ name, default: usual }): Estimated[] => {
    const given = args.find((argument) => argument.name.value === name)?.value
    if (given?.kind === Kind.INT) return [Math.max(0, Number(given.value))]
    if (given?.kind === Kind.VARIABLE) return [lengthIn(given.name.value, usual ?? SLICE_MAX)]
    return usual === null ? [] : [usual]
  })
  const [only] = lengths
  if (only === undefined) return list.assumed
  return lengths.length === 1 ? only : (variables) => Math.max(...lengths.map((one) => estimatedOf(one, variables)))
}

const lengthIn =
  (name: string, otherwise: number) =>
  (variables: Variables): number => {
    const value = variables[name]
    return typeof value === 'number' ? Math.max(0, value) : otherwise
  }
