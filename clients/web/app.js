import { card, element, POST, personRow } from './cards.js'
import { field } from './forms.js'
import { follow, handle, isSignedIn, send, upload } from './graph.js'
import { resetPassword, verifyEmail } from './mail-links.js'
import { notices, unreadCount } from './notices.js'
import { signedIn } from './providers.js'
import { settings } from './settings.js'
import { signIn } from './sign-in.js'
import { language, words } from './words.js'

const main = document.getElementById('main')
const unread = document.getElementById('unread')
let leave = []
let endCount = () => {}

const views = {
  home,
  'for-you': forYou,
  notices: noticeList,
  settings: () => settings(main, start, say),
  search: found,
}
/** Addresses that others lead to: mails, and the gateway after a provider. */
const pages = {
  'verify-email': () => verifyEmail(main),
  'reset-password': () => resetPassword(main),
  'signed-in': () => signedIn(main, goHome),
}

function label() {
  document.documentElement.lang = language
  for (const [id, word] of [
    ['to-home', 'home'],
    ['to-for-you', 'forYou'],
    ['to-notices', 'notices'],
    ['to-settings', 'settings'],
  ])
    document.getElementById(id).textContent = words[word]
  document.getElementById('tabs').setAttribute('aria-label', words.sections)
  const { query } = document.getElementById('search').elements
  query.placeholder = words.search
  query.setAttribute('aria-label', words.search)
}

async function goHome() {
  history.replaceState(null, '', '/app#home')
  await start()
}

async function show() {
  for (const stop of leave) stop()
  leave = []
  const page = location.pathname.split('/')[2]
  const name = page ?? (location.hash.slice(1).split('/')[0] || 'home')
  document.getElementById('tabs').hidden = document.getElementById('search').hidden = !isSignedIn()
  document.getElementById('who').textContent = isSignedIn() ? `@${handle()}` : ''
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  const view = pages[page] ?? (isSignedIn() ? (views[name] ?? home) : () => signIn(main, goHome))
  await view().catch(say)
}

function say(error) {
  const toast = document.getElementById('toast')
  toast.textContent = error.message || words.failed
  toast.hidden = false
  setTimeout(() => (toast.hidden = true), 4_000)
}

async function home() {
  const page = await send(`{ homeFeed(first: 50) { nodes { id post { ${POST} } } streamCursor } }`)
  const wall = element('div', { className: 'wall' })
  const cards = new Map()
  const add = (item, isNew) => {
    if (!item.post || cards.has(item.id)) return
    const made = card(item.post, { isNew, onError: say })
    cards.set(item.id, made)
    if (isNew) wall.prepend(made)
    else wall.append(made)
    document.querySelector('.empty')?.remove()
  }
  main.replaceChildren(compose(), wall)
  for (const item of page.nodes) add(item, false)
  if (cards.size === 0) main.append(element('p', { className: 'empty', textContent: words.emptyHome }))
  leave.push(
    follow(
      `subscription ($after: StreamCursor) { homeFeed(after: $after) { __typename ... on StreamItem { cursor } ... on FeedItemAdded { item { id post { ${POST} } } } ... on FeedItemRemoved { feedItemId } } }`,
      page.streamCursor,
      (event) => {
        if (event.__typename === 'FeedItemAdded') add(event.item, true)
        if (event.__typename === 'FeedItemRemoved') cards.get(event.feedItemId)?.remove()
        if (event.__typename === 'StreamReset') show()
      },
    ),
  )
}

function compose() {
  const form = element(
    'form',
    { className: 'compose' },
    field(words.publishHint, { name: 'text', maxLength: 5_000 }),
    field(words.picture, { name: 'picture', type: 'file', accept: 'image/*,video/*' }),
    element('button', { className: 'main', textContent: words.publish }),
  )
  form.onsubmit = async (event) => {
    event.preventDefault()
    const { text, picture } = Object.fromEntries(new FormData(form))
    try {
      const assetIds = picture.size > 0 ? [await upload(picture)] : []
      await send(
        'mutation ($input: CreatePostInput!) { createPost(input: $input) { post { id } userErrors { message } } }',
        { input: { text: text || null, assetIds, idempotencyKey: crypto.randomUUID() } },
      )
      form.reset()
      say(new Error(words.published))
    } catch (error) {
      say(error)
    }
  }
  return form
}

async function forYou() {
  const page = await send(`{ forYou(first: 50) { edges { node { ${POST} } } } }`)
  main.replaceChildren(
    element(
      'div',
      { className: 'wall' },
      ...page.edges.filter((edge) => edge.node).map((edge) => card(edge.node, { onError: say })),
    ),
  )
}

async function found() {
  const query = decodeURIComponent(location.hash.split('/')[1] ?? '')
  const page = await send(
    `query ($query: String!) { search(query: $query, first: 50) { edges { node { __typename ... on User { id handle displayName } ... on Post { ${POST} } } } } }`,
    { query },
  )
  const rows = page.edges
    .filter((edge) => edge.node)
    .map(({ node }) => (node.__typename === 'User' ? personRow(node, say) : card(node, { onError: say })))
  main.replaceChildren(element('div', { className: 'wall' }, ...rows))
  if (rows.length === 0) main.append(element('p', { className: 'empty', textContent: words.nothingFor(query) }))
}

async function noticeList() {
  leave.push(await notices(main, show))
}

function badge(count) {
  unread.textContent = String(count)
  unread.hidden = count === 0
  unread.setAttribute('aria-label', words.unread(count))
}

/** The badge stays live whatever view is open. */
async function start() {
  endCount()
  endCount = () => {}
  await show()
  if (isSignedIn()) endCount = await unreadCount(badge)
}

document.getElementById('search').onsubmit = (event) => {
  event.preventDefault()
  location.hash = `#search/${encodeURIComponent(new FormData(event.target).get('query'))}`
}
addEventListener('hashchange', show)
label()
start().catch(say)
