import { randomUUID } from 'node:crypto'
import type { LiveStream } from '@varal/clients/sdk/live-stream'
import { type Person, registerPerson } from '@varal/clients/sdk/person'
import { type NotificationType, PostDocument, SearchDocument } from '@varal/schema/operations/documents'
import { main } from './main.ts'
import { pictures } from './pictures.ts'
import { useVaral } from './use-varal.ts'

/** What does not arrive within this time is lost. */
const WAIT_MS = 30_000

// npm run demo: one post travels through five subgraphs, live, told as it happens.
await main(async () => {
  await using varal = await useVaral()
  const { gatewayUrl } = varal
  const visit = randomUUID().slice(0, 4)
  const join = (name: string) =>
    registerPerson(gatewayUrl, {
      name,
      handle: `${name.toLowerCase()}_${visit}`,
      email: `${name.toLowerCase()}_${visit}@example.org`,
      password: 'a clothesline in the sun',
    })

  console.log('\n  Varal: the story of one post\n')
  await using ada = await join('Ada')
  await using ben = await join('Ben')
  await using cleo = await join('Cleo')
  tell(`${[ada, ben, cleo].map((one) => `@${one.handle}`).join(', ')} register`)

  await ben.follows(ada)
  await cleo.follows(ada)
  tell('Ben and Cleo follow Ada')

  const home = await ben.opensHome()
  const notices = await ada.opensNotifications()
  tell('Ben opens his home feed and leaves it open; Ada does so with her notifications')

  const photos = pictures()
  const asset = await ada.uploads(await photos.next())
  tell(`Ada uploads ${photos.areReal ? 'a photograph' : 'a picture'}; it is turned, scaled and given a placeholder`)

  const publishedMs = performance.now()
  const postId = await ada.publishes({ text: 'Fresh from the line', assetIds: [asset] })
  tell('Ada publishes it')
  const arrived = await next(home, (data) => data.homeFeed.__typename === 'FeedItemAdded')
  const item = arrived.homeFeed.__typename === 'FeedItemAdded' ? arrived.homeFeed.item : null
  tell(
    `Ben sees it arrive, ${Math.round(performance.now() - publishedMs)} ms later: "${item?.post?.text?.text}" by ${item?.post?.author?.displayName}`,
  )

  await ben.likes(postId)
  tell(`Ben likes it; Ada hears of it: ${await heard(notices, 'LIKE')}`)
  await ben.comments(postId, 'I can smell the sun!')
  tell(`Ben comments; Ada hears of it: ${await heard(notices, 'COMMENT')}`)

  const found = await foundBy(cleo, 'line')
  tell(`Cleo searches for "line" and finds ${found} post${found === 1 ? '' : 's'}`)
  const board = await cleo.creates({ name: 'Blue things' })
  await cleo.savesTo(board, postId)
  tell('Cleo keeps it on her board "Blue things"')

  const { post } = await cleo.connection.send(PostDocument, { id: postId, comments: 20 })
  const rendition = post?.media?.[0]?.content?.renditions?.at(-1)
  console.log(`
  Something to look at

    The picture      ${rendition?.url}
    The feed, live   ${gatewayUrl}/app
    The explorer     ${gatewayUrl}
    A query for it   { post(id: "${postId}") { text { text } author { handle } counts { likes { value } } } }
    Sign in as       @${ben.handle}, with the password "a clothesline in the sun"
`)
  if (!varal.isOurs) return
  console.log('  Varal goes on running. Ctrl-C stops it.\n')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
})

function tell(what: string): void {
  console.log(`  •  ${what}`)
}

async function next<Data>(stream: LiveStream<Data>, isIt: (data: Data) => boolean): Promise<Data> {
  const late = setTimeout(() => void stream.return(), WAIT_MS)
  try {
    for (let step = await stream.next(); !step.done; step = await stream.next()) if (isIt(step.value)) return step.value
  } finally {
    clearTimeout(late)
  }
  throw new Error('What was to arrive did not arrive within 30 s')
}

/** What the notice of this kind says. Others may come before it: being followed is told moments after it happened. */
async function heard(
  notices: Awaited<ReturnType<Person['opensNotifications']>>,
  type: NotificationType,
): Promise<string> {
  const { notifications } = await next(
    notices,
    ({ notifications: event }) => event.__typename === 'NotificationChanged' && event.notification.type === type,
  )
  if (notifications.__typename !== 'NotificationChanged') return ''
  const names = notifications.notification.actors?.map((actor) => actor.displayName) ?? []
  return `${type.toLowerCase()} by ${names.join(', ')}`
}

/** The index hears of a post moments after it was published. */
async function foundBy(person: Person, query: string): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { search } = await person.connection.send(SearchDocument, { query, first: 20 })
    const posts = search?.edges.filter((edge) => edge.node?.__typename === 'Post').length ?? 0
    if (posts > 0) return posts
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return 0
}
