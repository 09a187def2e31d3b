import { createRoot, React, Ruru } from '/explorer/static/ruru.js'
import { graphFetcher } from './fetcher.js'
import { tokenKeeper, tokensIn } from './token.js'

const byId = (id) => document.getElementById(id)
const endpoint = document.documentElement.dataset.graphql
const tokens = tokenKeeper(endpoint)

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const file = { json: 'jsonWorker.js', graphql: 'graphqlWorker.js' }[label] ?? 'editorWorker.js'
    return new Worker(`/explorer/static/${file}`, { type: 'module' })
  },
}

const field = byId('token')
field.addEventListener('change', () => tokens.keep(field.value.trim().replace(/^Bearer +/i, '')))
byId('token-form').addEventListener('submit', (event) => event.preventDefault())
byId('forget').addEventListener('click', () => tokens.keep(''))

function showToken() {
  field.value = tokens.current
  field.classList.remove('refused')
  byId('forget').hidden = !tokens.current
  byId('token-says').textContent = wordsForToken()
}

function wordsForToken() {
  if (!tokens.current) return 'asking as a stranger'
  if (tokens.isRefreshed) return 'signed in, and stays so'
  const { endsAt } = tokens
  if (endsAt === null) return 'sent with everything'
  const minutes = Math.ceil((endsAt - Date.now()) / 60_000)
  return minutes > 0 ? `signed in for ${minutes} min` : 'has ended'
}
tokens.onChange(showToken)
showToken()
setInterval(() => {
  byId('token-says').textContent = wordsForToken()
}, 10_000)

let offered = null
const signIn = byId('sign-in')
signIn.addEventListener('click', () => {
  tokens.keep(offered.accessToken, offered.refreshToken)
  signIn.hidden = true
})

const plan = byId('plan')
const showPlan = byId('show-plan')
showPlan.addEventListener('click', () => {
  plan.hidden = !plan.hidden
  showPlan.setAttribute('aria-expanded', String(!plan.hidden))
})

/** Says how it went, under the editor. */
function tell({ ms, status, events, isOver, result, cost, plan: planText }) {
  const codes = [...new Set((result?.errors ?? []).map((error) => error.extensions?.code).filter(Boolean))]
  const parts = [
    events === undefined ? `HTTP ${status}` : `Stream ${isOver ? `over${status ? `, ${status}` : ''}` : 'open'}`,
    events === undefined ? `${Math.round(ms)} ms` : `${events} event${events === 1 ? '' : 's'}`,
    ...codes,
  ]
  byId('run').textContent = parts.join(' · ')
  byId('run').classList.toggle('bad', codes.length > 0 || status >= 400)
  field.classList.toggle('refused', status === 401 || status === 4401)
  byId('cost').textContent = cost
    ? `Cost ${cost.actual} of ${cost.estimated} estimated · ${cost.remaining.toLocaleString()} of ${cost.limit.toLocaleString()} points left`
    : ''
  plan.textContent = planText ?? ''
  showPlan.disabled = !planText
  if (!planText) plan.hidden = true
  offered = result?.data ? tokensIn(result.data) : null
  signIn.hidden = !offered
}

/** Names and keys that nobody has had before. */
function filledIn(text) {
  const four = Math.random().toString(36).slice(2, 6)
  return text.replaceAll('{four}', four).replaceAll('{uuid}', () => crypto.randomUUID())
}

/** GraphiQL finds a tab by its query, which it keeps when it is edited: for who only ran it there would be another tab. */
function unedited() {
  const tabs = JSON.parse(localStorage.getItem('graphiql:tabState') ?? 'null')
  if (!tabs || localStorage.getItem('graphiql:query') !== null) return undefined
  return tabs.tabs[tabs.activeTabIndex]?.query ?? undefined
}

createRoot(byId('ruru-root')).render(
  React.createElement(Ruru, {
    fetcher: graphFetcher(endpoint, tokens, tell),
    initialQuery: unedited(),
    defaultQuery: filledIn(byId('first-operations').content.textContent),
    isHeadersEditorEnabled: true,
    debugTools: [],
  }),
)
