import DataLoader from 'dataloader'
import type { PageRequest } from './page.ts'

/** Keys of one statement at most. */
const KEYS_MAX = 1_000

/** Loads one row per key; a key without a row loads `null`. */
export function oneByKey<Key extends string, Row>(
  read: (keys: readonly Key[]) => PromiseLike<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader(
    async (keys) => {
      const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]))
      return keys.map((key) => rows.get(key) ?? null)
    },
    { maxBatchSize: KEYS_MAX },
  )
}

/** Loads the rows of each key, in the order in which they were read; a key without rows loads `[]`. */
export function manyByKey<Key extends string, Row>(
  read: (keys: readonly Key[]) => PromiseLike<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader(
    async (keys) => {
      const rows = Map.groupBy(await read(keys), keyOf)
      return keys.map((key) => rows.get(key) ?? [])
    },
    { maxBatchSize: KEYS_MAX },
  )
}

/**
 * Loads a page of a list for each of many parents: one statement for all parents that want the same page.
 * `read` gives at most `first + 1` rows for each parent, in the list's order.
 */
export function pageByKey<Key extends string, PageKey, Row>(
  read: (parents: readonly Key[], request: PageRequest<PageKey>) => PromiseLike<readonly Row[]>,
  parentOf: (row: Row) => Key,
): { load(parent: Key, request: PageRequest<PageKey>): Promise<Row[]> } {
  const loaders = new Map<string, DataLoader<Key, Row[]>>()
  return {
    load(parent, request) {
      const page = JSON.stringify([request.first, request.after])
      let loader = loaders.get(page)
      if (!loader) {
        loader = manyByKey((parents: readonly Key[]) => read(parents, request), parentOf)
        loaders.set(page, loader)
      }
      return loader.load(parent)
    },
  }
}

/** Reads that whoever asks at the same moment shares. */
export interface Shared<Key, Value> {
  load(key: Key): Promise<Value>
}

/**
 * For what outlives requests, such as streams: whoever asks in one turn of the event loop asks together, for each key
 * once, and nothing is remembered for the next turn.
 * @param read gives a value for each key, in their order
 * @param nameOf tells equal keys, if they are objects
 */
export function together<Key, Value>(
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
  nameOf: (key: Key) => unknown = (key) => key,
): Shared<Key, Value> {
  const loader: DataLoader<Key, Value, unknown> = new DataLoader(read, {
    maxBatchSize: KEYS_MAX,
    cacheKeyFn: nameOf,
    // Not at the next tick: that comes between two timers that are due at the same moment.
    batchScheduleFn: (dispatch) =>
      void setImmediate(() => {
        loader.clearAll()
        dispatch()
      }),
  })
  return loader
}
