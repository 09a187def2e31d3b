// Who asks, said once: kept for this tab only, and sent with everything that is asked from it.

const KEPT = 'varal.tokens'
const REFRESH_BEFORE_MS = 45_000
const REFRESH =
  'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { tokens { accessToken refreshToken } } }'

/** @param endpoint where tokens that end can be traded for new ones, by who knows how */
export function tokenKeeper(endpoint) {
  let tokens = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null')
  let timer
  const listeners = []

  function keep(given) {
    tokens = given
    if (given) sessionStorage.setItem(KEPT, JSON.stringify(given))
    else sessionStorage.removeItem(KEPT)
    plan()
    for (const listener of listeners) listener()
  }
  /** A token of a session is good for minutes: who has the other token of the pair gets the next one in time. */
  function plan() {
    clearTimeout(timer)
    const endsMs = tokens?.refreshToken ? endOf(tokens.accessToken) : null
    if (endsMs !== null) timer = setTimeout(refresh, Math.max(0, endsMs - Date.now() - REFRESH_BEFORE_MS))
  }
  async function refresh() {
    const { refreshToken, accessToken } = tokens
    const body = JSON.stringify({ query: REFRESH, variables: { input: { refreshToken } } })
    const response = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const next = (await response.json()).data?.refreshSession?.tokens
    // Somebody may have typed another one meanwhile.
    if (tokens?.accessToken === accessToken) keep(next ?? { accessToken })
  }
  plan()
  return {
    get current() {
      return tokens?.accessToken ?? ''
    },
    get endsAt() {
      return tokens ? endOf(tokens.accessToken) : null
    },
    get isRefreshed() {
      return Boolean(tokens?.refreshToken)
    },
    /** For HTTP, and for the payload of `connection_init`. */
    credentials: () => (tokens ? { authorization: `Bearer ${tokens.accessToken}` } : {}),
    keep: (accessToken, refreshToken) => keep(accessToken ? { accessToken, refreshToken } : null),
    onChange: (listener) => listeners.push(listener),
  }
}

/** When an access token ends, by its own account; null of anything else. */
function endOf(token) {
  try {
    const { exp } = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
    return typeof exp === 'number' ? exp * 1_000 : null
  } catch {
    return null
  }
}

/** The first pair of tokens that an answer has somewhere; null if it has none. */
export function tokensIn(value) {
  if (typeof value !== 'object' || value === null) return null
  if (typeof value.accessToken === 'string') return value
  for (const inner of Object.values(value)) {
    const found = tokensIn(inner)
    if (found) return found
  }
  return null
}
