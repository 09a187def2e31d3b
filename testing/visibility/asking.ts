/** Asks Varal as somebody and gives the answer's text, byte for byte what a client got but for what differs from one request to the next. */
export type Ask = (query: string, variables?: object) => Promise<string>

/** @param token null for somebody who is not signed in. */
export const askAs =
  (gatewayUrl: string, token: (() => Promise<string>) | null): Ask =>
  async (query, variables = {}) => {
    const response = await fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${await token()}` } : {}) },
      body: JSON.stringify({ query, variables }),
    })
    return `${response.status} ${withoutRequest(await response.text())}`
  }

/** Opens a subscription and gives the first thing that it says: an item, or why there is none. */
export const openAs =
  (gatewayUrl: string, token: (() => Promise<string>) | null): Ask =>
  async (query, variables = {}) => {
    for await (const said of eventsOf(gatewayUrl, token, query, variables)) return withoutRequest(said)
    return ''
  }

/** Opens a stream at a cursor and gives the data of all items that had gone by since. */
export async function replayAs(
  gatewayUrl: string,
  token: (() => Promise<string>) | null,
  query: string,
  variables: object,
): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const event of eventsOf(gatewayUrl, token, query, variables)) {
    const data = /^data: ?(.+)$/m.exec(event)?.[1]
    const [item] = Object.values(JSON.parse(data ?? '{}').data ?? {}) as { __typename?: string }[]
    items.push(item)
    if (!item || item.__typename === 'StreamCheckpoint' || item.__typename === 'StreamReset') break
  }
  return items
}

/** What a subscription says, event by event; comments between them left out. */
async function* eventsOf(
  gatewayUrl: string,
  token: (() => Promise<string>) | null,
  query: string,
  variables: object,
): AsyncGenerator<string> {
  const closing = new AbortController()
  const response = await fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token ? { authorization: `Bearer ${await token()}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
    signal: closing.signal,
  })
  try {
    let waiting = ''
    for await (const chunk of response.body ?? []) {
      waiting += Buffer.from(chunk).toString()
      for (let end = waiting.indexOf('\n\n'); end >= 0; end = waiting.indexOf('\n\n')) {
        const event = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        if (event.startsWith('event')) yield `${response.status} ${event}`
      }
    }
    if (waiting !== '') yield `${response.status} ${waiting}`
  } finally {
    closing.abort()
  }
}

/**
 * Every request has an id of its own, what is left of the budget is another after each, a count whose version is a moment has
 * another each time, and errors come in any order.
 */
const withoutRequest = (text: string) => {
  const plain = text
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":""')
    .replaceAll(/"version":"1\d{12}"/g, '"version":"now"')
    .replaceAll(/"(remaining|resetMs|resetAt|limit)":("[^"]*"|[\d.]+)/g, '"$1":""')
  if (!plain.startsWith('{"errors"')) return plain
  const { errors, ...rest } = JSON.parse(plain)
  return JSON.stringify({ ...rest, errors: errors.map((error: object) => JSON.stringify(error)).sort() })
}

/** What an answer's text holds: its data, or null where there is none. */
export const dataOf = (answer: string): any => JSON.parse(answer.slice(answer.indexOf(' ') + 1)).data ?? null

/** @throws what went wrong, or was refused. */
export async function done(answer: Promise<string>): Promise<any> {
  const text = await answer
  const data = dataOf(text)
  const [payload] = Object.values(data ?? {}) as { userErrors?: object[] }[]
  if (!data || payload?.userErrors?.length) throw new Error(text)
  return payload
}
