/** A place in an answer: names, and `@` for each element of a list. */
type Place = readonly (string | number)[]

interface Entity {
  readonly __typename?: string
}

/**
 * Which of the entities at `place` each representation stands for. A fetch leaves out entities of types that it does not
 * ask for; Apollo, when it makes a client's path of an entity's index, counts them. Order is kept, so the next entity of
 * the representation's type is the one.
 */
export function entityPlaces(data: unknown, place: Place, representations: readonly Entity[]): number[] {
  const entities = entitiesAt(data, place)
  let next = 0
  return representations.map(({ __typename }) => {
    const found = entities.findIndex((entity, index) => index >= next && entity.__typename === __typename)
    // An interface object is represented by another type than it has: then the count is as good as it gets.
    const index = found === -1 ? next : found
    next = index + 1
    return index
  })
}

function entitiesAt(value: unknown, place: Place): Entity[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value))
    return value.flatMap((element) => entitiesAt(element, place[0] === '@' ? place.slice(1) : place))
  const [head, ...rest] = place
  return head === undefined ? [value as Entity] : entitiesAt((value as Record<string, unknown>)[head], rest)
}
