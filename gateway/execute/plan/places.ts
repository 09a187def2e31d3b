/** A place in an answer: names, and `@` for each element of a list. */
export type Place = readonly string[]

export type ResponsePath = readonly (string | number)[]

/** An object of an answer, under the names that the client gave its fields. */
export type ResponseObject = Record<string, unknown>

/** Is told of an entity, and what holds it under which name or index. */
export type Visit = (entity: ResponseObject, holder: ResponseObject, name: string | number) => void

/** Goes through the entities at a place, in order. Holes are left out. Lists are walked whether or not `@` says so. */
export function visitEntities(data: ResponseObject, place: Place, visit: Visit): void {
  walk(data, data, '', place, 0, visit)
}

function walk(
  value: unknown,
  valueHolder: ResponseObject,
  valueName: string | number,
  place: Place,
  from: number,
  visit: Visit,
): void {
  let at = from
  let here = value
  let holder = valueHolder
  let name = valueName
  for (;;) {
    if (here === null || here === undefined) return
    if (Array.isArray(here)) {
      const next = place[at] === '@' ? at + 1 : at
      for (let index = 0; index < here.length; index++) walk(here[index], here as never, index, place, next, visit)
      return
    }
    const next = place[at++]
    if (next === undefined) {
      if (typeof here === 'object') visit(here as ResponseObject, holder, name)
      return
    }
    holder = here as ResponseObject
    name = next
    here = own(holder, next)
  }
}

/** The path of each entity at a place, in the order of `collectEntities`. */
export function pathsOfEntities(value: unknown, place: Place): { entity: ResponseObject; path: ResponsePath }[] {
  const found: { entity: ResponseObject; path: ResponsePath }[] = []
  function walk(here: unknown, at: number, path: ResponsePath): void {
    if (here === null || here === undefined) return
    if (Array.isArray(here)) {
      const next = place[at] === '@' ? at + 1 : at
      here.forEach((element, index) => void walk(element, next, [...path, index]))
      return
    }
    const name = place[at]
    if (name !== undefined) walk(own(here as ResponseObject, name), at + 1, [...path, name])
    else if (typeof here === 'object') found.push({ entity: here as ResponseObject, path })
  }
  walk(value, 0, [])
  return found
}

/** What every object seems to have: `constructor`, `toString`, and worse, `__proto__`. A client may choose such a name. */
export const isInherited = (name: string): boolean => name in Object.prototype

/** A field of an object that a subgraph sent; undefined if it is not there. */
export function own(object: ResponseObject, name: string): unknown {
  return isInherited(name) && !Object.hasOwn(object, name) ? undefined : object[name]
}
