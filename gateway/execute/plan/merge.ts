import type { ResponseObject } from './places.ts'

/** Adds what a later fetch gave to an object that an earlier one gave, in place. Fields that both have are merged. */
export function mergeInto(target: ResponseObject, source: ResponseObject): void {
  for (const name in source) {
    // Assigned, it would change what the object is. Nothing of a graph is called so; only an alias could be.
    if (name === '__proto__') continue
    const given = source[name]
    if (typeof given === 'object' && given !== null) {
      const present = target[name]
      if (typeof present === 'object' && present !== null) {
        mergeValues(target, name, present, given)
        continue
      }
    }
    target[name] = given
  }
}

function mergeValues(target: ResponseObject, name: string, present: object, given: object): void {
  if (present === given) return
  if (!Array.isArray(given)) return mergeInto(present as ResponseObject, given as ResponseObject)
  if (!Array.isArray(present) || present.length !== given.length) {
    target[name] = given
    return
  }
  given.forEach((element, index) => {
    const other = present[index]
    const areObjects = typeof element === 'object' && element !== null && typeof other === 'object' && other !== null
    if (areObjects) mergeValues(present as never, String(index), other, element)
    else present[index] = element
  })
}
