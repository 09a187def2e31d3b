/** No type of the graph goes nearly so deep; what is thousands of levels deep ends the stack of whoever writes it again. */
const LEVELS_MAX = 100

/**
 * What is wrong with JSON that could be parsed all the same; null if nothing is. It takes less time than parsing.
 * @param text what the value was parsed from, to see whether it says something twice: of that, other programs on the way
 * may have seen the first, and we see the last
 */
export function jsonFault(value: unknown, text?: string): string | null {
  let members = 0
  let level: unknown[] = [value]
  for (let levels = 0; level.length > 0; levels++) {
    if (levels > LEVELS_MAX) return `The JSON is more than ${LEVELS_MAX} levels deep.`
    const below: unknown[] = []
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      if (!Array.isArray(one)) {
        // It would change what an object is in the hands of somebody careless.
        if (Object.hasOwn(one, '__proto__')) return 'The JSON has a member that no request has.'
        members += Object.keys(one).length
      }
      for (const inner of Object.values(one)) if (typeof inner === 'object') below.push(inner)
    }
    level = below
  }
  return text !== undefined && membersIn(text) > members ? 'The JSON gives a member twice.' : null
}

/** Strings before a colon. */
function membersIn(json: string): number {
  let members = 0
  for (let begin = json.indexOf('"'); begin !== -1; begin = json.indexOf('"', begin + 1)) {
    let end = json.indexOf('"', begin + 1)
    while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
    let next = end + 1
    while (isSpace(json.charCodeAt(next))) next++
    if (json[next] === ':') members++
    begin = end
  }
  return members
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0
  while (json[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

const isSpace = (code: number) => code === 0x20 || (code >= 0x09 && code <= 0x0d)
