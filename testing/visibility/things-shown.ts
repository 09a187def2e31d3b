import type { Thing } from './may-see.ts'

/** Which of the things an answer shows, by their ids, or by words that stand in them and nowhere else. */
export function thingsShown(
  data: unknown,
  byId: ReadonlyMap<string, Thing>,
  byWord: ReadonlyMap<string, Thing>,
): Set<Thing> {
  const shown = new Set<Thing>()
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [word] of value.matchAll(/\bzq\d+x/g)) {
        const thing = byWord.get(word)
        if (thing) shown.add(thing)
      }
    } else if (Array.isArray(value)) value.forEach(look)
    else if (value !== null && typeof value === 'object') {
      const { __typename: kind, id } = value as { __typename?: string; id?: unknown }
      // A tombstone says that there is nothing, by the id that whoever pinned or quoted it knew.
      const thing = kind === 'Tombstone' ? undefined : byId.get(id as string)
      if (thing) shown.add(thing)
      Object.values(value).forEach(look)
    }
  }
  look(data)
  return shown
}
