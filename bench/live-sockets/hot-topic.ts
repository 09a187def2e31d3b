// What everybody watches in this benchmark, and what a process that serves it is asked to do.

export const OPERATION = `subscription ($topic: ID!, $after: String) { activity(topic: $topic, after: $after) {
  __typename ... on StreamItem { cursor at } ... on Happened { number who post { id title body } } } }`

/** About 400 bytes a message. */
export const BODY_CHARACTERS = 100

export type ServerOrder =
  /** Something happens to a topic. Answered with when, in milliseconds of Unix time. */
  | { readonly what: 'happen'; readonly topic: string; readonly times: number }
  /** What the process has used. */
  | { readonly what: 'usage'; readonly collectFirst: boolean }

export interface Usage {
  readonly rssBytes: number
  readonly cpuMs: number
}

export const nowMs = () => performance.timeOrigin + performance.now()

/** @param collectFirst what is garbage does not count, nor what V8 holds of it; giving it back takes a while */
export function usage(collectFirst: boolean): Usage {
  if (collectFirst) collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { user, system } = process.cpuUsage()
  return { rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1_000 }
}

/** There with `--expose-gc`. */
const { gc: collect } = globalThis as { gc?: (how: object) => void }
