const END = { done: true as const, value: undefined }

/**
 * An iterator that can be left while it waits. (A generator takes note of `return` only when what it waits for has come:
 * a quiet stream would stay open at its source.)
 * @param next the next item, or null at the end. Called again only when the last call has ended.
 * @param leave called once: when the iterator is returned, has ended or has failed. What `next` waits for is forgotten then.
 */
export function leavable<Item>(next: () => Promise<Item | null>, leave: () => void): AsyncIterableIterator<Item> {
  let hasEnded = false
  let last: Promise<unknown> = Promise.resolve()
  const waiting = new Set<PromiseWithResolvers<IteratorResult<Item>>>()

  function end(): void {
    if (hasEnded) return
    hasEnded = true
    leave()
  }

  async function step(): Promise<IteratorResult<Item>> {
    if (hasEnded) return END
    try {
      const item = await next()
      if (item !== null && !hasEnded) return { done: false, value: item }
    } catch (error) {
      end()
      throw error
    }
    end()
    return END
  }

  return {
    next() {
      const result = Promise.withResolvers<IteratorResult<Item>>()
      waiting.add(result)
      const stepped = last.then(step, step)
      last = stepped
      stepped.then(result.resolve, result.reject).finally(() => waiting.delete(result))
      return result.promise
    },
    async return() {
      end()
      for (const { resolve } of waiting) resolve(END)
      return END
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
