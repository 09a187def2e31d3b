import { registerPerson } from '@varal/clients/sdk/person'

// Run by live.ts in a process of its own: a client with an open home feed, which tells when each post arrives.
const [gatewayUrl = '', ...authorIds] = process.argv.slice(2)
const name = `reader_${process.pid}`
const reader = await registerPerson(gatewayUrl, {
  name,
  handle: name,
  email: `${name}@example.org`,
  password: 'a clothesline in the sun',
})
for (const id of authorIds) await reader.follows({ id })
const home = await reader.opensHome()
process.send?.({ isReady: true })
for await (const { homeFeed } of home) {
  if (homeFeed.__typename === 'FeedItemAdded') process.send?.({ postId: homeFeed.item.post?.id, arrivedMs: Date.now() })
}
