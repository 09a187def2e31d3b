import { createClient } from '/explorer/graphql-ws/client.js'

/**
 * How GraphiQL asks: queries and mutations by POST, subscriptions over one WebSocket. `tell` hears how it went.
 * @param tokens of `tokenKeeper`
 */
export function graphFetcher(endpoint, tokens, tell) {
  const socketUrl = new URL(endpoint, location.href)
  socketUrl.protocol = socketUrl.protocol.replace('http', 'ws')
  const client = createClient({ url: socketUrl.href, connectionParams: () => tokens.credentials(), retryAttempts: 2 })
  // A socket is somebody's: the next one says who it is now.
  tokens.onChange(() => client.terminate())

  async function post(params, headers = {}) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-varal-explain': '1', ...tokens.credentials(), ...headers },
      body: JSON.stringify(params),
    })
    return { status: response.status, result: await response.json() }
  }
  async function ask(params, headers) {
    const beganMs = performance.now()
    const { status, result } = await post(params, headers)
    const { plan, ...extensions } = result.extensions ?? {}
    tell({ ms: performance.now() - beganMs, status, plan, result, cost: extensions.cost })
    return Object.keys(extensions).length > 0 ? { ...result, extensions } : { ...result, extensions: undefined }
  }
  /** Not a generator: stopping one that waits for an event would wait for the event. */
  function stream(params, headers) {
    const beganMs = performance.now()
    const results = client.iterate(params)
    let told = {}
    let events = 0
    const say = (more) => tell({ ms: performance.now() - beganMs, events, ...told, ...more })
    // Over HTTP a subscription is refused, and explained.
    post(params, headers)
      .then(({ result }) => {
        const { plan, cost } = result.extensions ?? {}
        // Opening is paid for in full, whatever comes.
        told = { plan, cost: cost && { ...cost, actual: cost.estimated } }
        say()
      })
      .catch(() => {})
    return {
      async next() {
        try {
          const step = await results.next()
          if (step.done) say({ isOver: true })
          else say({ events: ++events, result: step.value, status: step.value.data ? 200 : 400 })
          return step
        } catch (error) {
          say({ isOver: true, status: error?.code ?? 1006 })
          throw new Error(error?.code ? `The socket was closed: ${error.code} ${error.reason}` : String(error?.message))
        }
      },
      return() {
        say({ isOver: true })
        return results.return()
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  return (params, { headers, documentAST } = {}) => {
    if (params.operationName === 'IntrospectionQuery') return post(params, headers).then(({ result }) => result)
    return kindOf(documentAST, params.operationName) === 'subscription' ? stream(params, headers) : ask(params, headers)
  }
}

const kindOf = (document, name) =>
  document?.definitions.find((one) => one.kind === 'OperationDefinition' && (!name || one.name?.value === name))
    ?.operation
