import { element } from './cards.js'
import { follow, send } from './graph.js'
import { moment, words } from './words.js'

const NOTICE = 'id type actorCount read updatedAt actors { handle displayName }'

function row({ type, actorCount, read, updatedAt, actors }) {
  const names = (actors ?? []).map((actor) => actor.displayName)
  const who = names.length > 0 ? names.join(', ') : words.somebody
  const more = actorCount > names.length && names.length > 0 ? words.and(actorCount - names.length) : ''
  return element(
    'li',
    { className: read ? '' : 'unread' },
    element('span', { textContent: `${who}${more} ${words.deeds[type] ?? words.someDeed}` }),
    element('time', { dateTime: updatedAt, textContent: moment(updatedAt) }),
  )
}

/** What others did, newest first and live. Gives what ends it. */
export async function notices(main, again) {
  const page = await send(`{ notifications(first: 50) { edges { cursor node { ${NOTICE} } } streamCursor } }`)
  const list = element('ul', { className: 'notices' })
  const rows = new Map(page.edges.map(({ node }) => [node.id, row(node)]))
  const nothing = element('p', { className: 'empty', textContent: words.noNotices, hidden: rows.size > 0 })
  list.append(...rows.values())
  main.replaceChildren(element('h1', { textContent: words.notices }), list, nothing)
  const stop = follow(
    `subscription ($after: StreamCursor) { notifications(after: $after) { __typename ... on StreamItem { cursor } ... on NotificationChanged { notification { ${NOTICE} } } ... on NotificationRemoved { notificationId } } }`,
    page.streamCursor,
    (event) => {
      const id = event.notification?.id ?? event.notificationId
      if (id) {
        rows.get(id)?.remove()
        rows.delete(id)
      }
      if (event.notification) {
        rows.set(id, row(event.notification))
        list.prepend(rows.get(id))
      }
      nothing.hidden = rows.size > 0
      if (event.__typename === 'StreamReset') again()
    },
  )
  const [newest] = page.edges
  if (newest)
    await send(
      'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { unread { version } userErrors { message } } }',
      { input: { upTo: newest.cursor } },
    )
  return stop
}

/** Shows how many are unread, live. Gives what ends it. */
export async function unreadCount(show) {
  const page = await send('{ notifications(first: 1) { streamCursor unread { notifications } } }')
  show(page.unread.notifications)
  return follow(
    'subscription ($after: StreamCursor) { notifications(after: $after) { __typename ... on StreamItem { cursor } ... on NotificationChanged { unread { notifications } } ... on NotificationRemoved { unread { notifications } } ... on UnreadChanged { unread { notifications } } } }',
    page.streamCursor,
    (event) => {
      if (event.unread) show(event.unread.notifications)
    },
  )
}
