/** What `promise` gives, unless `signal` is aborted first: then its reason is thrown, and what comes later is forgotten. */
export async function untilAborted<Value>(signal: AbortSignal, promise: PromiseLike<Value>): Promise<Value> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
