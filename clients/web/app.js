import { card, element, POST, personRow } from './cards.js'
import { follow, handle, isSignedIn, keep, send, upload } from './graph.js'

const main = document.getElementById('main')
const unread = document.getElementById('unread')
let leave = []

const views = { home, 'for-you': forYou, notices, search: found }

function show() {
  for (const stop of leave) stop()
  leave = []
  const name = location.hash.slice(1).split('/')[0] || 'home'
  document.getElementById('tabs').hidden = document.getElementById('search').hidden = !isSignedIn()
  document.getElementById('who').textContent = isSignedIn() ? `@${handle()}` : ''
  for (const link of document.querySelectorAll('nav a')) link.className = link.hash === `#${name}` ? 'here' : ''
  const view = isSignedIn() ? (views[name] ?? home) : sign
  view().catch(say)
}

function say(error) {
  const toast = document.getElementById('toast')
  toast.textContent = error.message
  toast.hidden = false
  setTimeout(() => (toast.hidden = true), 4_000)
}

const field = (name, type, placeholder) =>
  element('input', { name, type, placeholder, required: true, autocomplete: 'on' })

async function sign() {
  const form = element(
    'form',
    { className: 'sign' },
    element('h1', { textContent: 'Hang your pictures here' }),
    field('handle', 'text', 'handle'),
    field('password', 'password', 'password, 8 or more'),
    element('button', { className: 'main', textContent: 'Sign in' }),
    element('button', { type: 'button', textContent: 'I am new here' }),
  )
  const enter = async (act) => {
    const { handle: name, password } = Object.fromEntries(new FormData(form))
    try {
      keep((await act(name, password)).tokens, name)
      location.hash = '#home'
      start()
    } catch (error) {
      say(error)
    }
  }
  form.onsubmit = (event) => {
    event.preventDefault()
    enter((handleOrEmail, password) =>
      send(
        'mutation ($input: CreateSessionInput!) { createSession(input: $input) { tokens { accessToken refreshToken expiresAt } userErrors { message } } }',
        { input: { handleOrEmail, password } },
      ),
    )
  }
  form.lastChild.onclick = () =>
    enter((name, password) =>
      send(
        'mutation ($input: RegisterInput!) { register(input: $input) { tokens { accessToken refreshToken expiresAt } userErrors { message } } }',
        { input: { name, handle: name, email: `${name}@example.org`, password, idempotencyKey: crypto.randomUUID() } },
      ),
    )
  main.replaceChildren(form)
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
  if (cards.size === 0)
    main.append(
      element('p', {
        className: 'empty',
        textContent: 'Nothing on the line yet. Follow somebody: what they hang up arrives here by itself.',
      }),
    )
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
    element('input', { name: 'text', placeholder: 'What do you hang up today?', maxLength: 5_000 }),
    element('input', { name: 'picture', type: 'file', accept: 'image/*,video/*' }),
    element('button', { className: 'main', textContent: 'Publish' }),
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
      say(new Error('Published: your followers see it now.'))
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
  if (rows.length === 0) main.append(element('p', { className: 'empty', textContent: `Nothing for "${query}".` }))
}

const NOTICE = 'id type actorCount read actors { displayName }'
const deeds = { LIKE: 'liked your post', COMMENT: 'commented on your post', FOLLOW: 'follows you' }

function noticeRow(node) {
  const names = (node.actors ?? []).map((actor) => actor.displayName).join(', ')
  const more = node.actorCount > (node.actors?.length ?? 0) ? ` and ${node.actorCount - node.actors.length} more` : ''
  return element('li', { className: node.read ? '' : 'unread', textContent: `${names}${more} ${deeds[node.type]}` })
}

async function notices() {
  const page = await send(`{ notifications(first: 50) { edges { cursor node { ${NOTICE} } } streamCursor } }`)
  const list = element('ul', { className: 'notices' })
  const rows = new Map(page.edges.map(({ node }) => [node.id, noticeRow(node)]))
  list.append(...rows.values())
  main.replaceChildren(list)
  leave.push(
    follow(
      `subscription ($after: StreamCursor) { notifications(after: $after) { __typename ... on StreamItem { cursor } ... on NotificationChanged { notification { ${NOTICE} } } ... on NotificationRemoved { notificationId } } }`,
      page.streamCursor,
      (event) => {
        const id = event.notification?.id ?? event.notificationId
        if (id) {
          rows.get(id)?.remove()
          rows.delete(id)
        }
        if (event.notification) {
          rows.set(id, noticeRow(event.notification))
          list.prepend(rows.get(id))
        }
        if (event.__typename === 'StreamReset') show()
      },
    ),
  )
  const [newest] = page.edges
  if (newest)
    await send(
      'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { unread { version } userErrors { message } } }',
      { input: { upTo: newest.cursor } },
    )
}

function badge({ notifications }) {
  unread.textContent = String(notifications)
  unread.hidden = notifications === 0
}

/** The badge stays live whatever view is open. */
async function start() {
  show()
  if (!isSignedIn()) return
  const page = await send('{ notifications(first: 1) { streamCursor unread { notifications } } }')
  badge(page.unread)
  follow(
    'subscription ($after: StreamCursor) { notifications(after: $after) { __typename ... on StreamItem { cursor } ... on NotificationChanged { unread { notifications } } ... on NotificationRemoved { unread { notifications } } ... on UnreadChanged { unread { notifications } } } }',
    page.streamCursor,
    (event) => {
      if (event.unread) badge(event.unread)
    },
  )
}

document.getElementById('search').onsubmit = (event) => {
  event.preventDefault()
  location.hash = `#search/${encodeURIComponent(new FormData(event.target).get('query'))}`
}
addEventListener('hashchange', show)
start().catch(say)
