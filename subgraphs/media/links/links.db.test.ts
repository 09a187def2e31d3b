import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { outside } from '@varal/platform/outbound/outside'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { canonicalAddress, linkIdOf } from './link-address.ts'
import { previewOrFail } from './preview-link.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let picture: Buffer
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
  picture = await landscape(320, 200).jpeg().toBuffer()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const servers: Server[] = []
const HEAD =
  '<title>Plain</title><meta property="og:title" content="A day &amp; a night"><meta property="og:image" content="/a.jpg">'
let asked: string[]
beforeEach(() => {
  asked = []
})
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answers = Readonly<Record<string, RequestListener>>
const html =
  (body: string | Buffer, type = 'text/html'): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'Content-Type': type }).end(body)
const redirect =
  (location: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(302, { Location: location }).end()
const jpeg: RequestListener = (_request, response) => void response.end(picture)

/** A site of somebody else: its origin. What is not given is not there. */
async function site(answers: Answers): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const answer = answers[path]
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Publishes a post with a link, as social tells it. The id of the asset that shows it. */
async function post(url: string, by = app.newActor()): Promise<AssetId> {
  const assetId = mintId('Asset', app.clock.now())
  const postId = mintId('Post', app.clock.now())
  const fact = { postId, authorId: by.id, visibility: 'PUBLIC' as const, text: null, assetIds: [] }
  await app.hear('social.post.published', { ...fact, link: { url, assetId } })
  return assetId
}

const requests = async (url: string) => {
  const linkId = linkIdOf(canonicalAddress(url))
  return (await app.announced()).filter(({ name, data }) => name === 'media.link.requested' && data.linkId === linkId)
}
const read = (url: string, more: object = {}) =>
  previewOrFail(linkIdOf(canonicalAddress(url)), world.job({ outside: outside(true), settings, attempt: 3, ...more }))
const settings = {
  links: {
    blockedHosts: new Set(['blocked.example']),
    robotContact: 'https://varal.example/robot',
    publicUrl: 'https://varal.example',
  },
} as never

async function shown(assetId: AssetId) {
  const of = [{ __typename: 'Asset', id: encodeId('Asset', assetId) }]
  return (await app.ask(Show, { of }))._entities[0]
}
async function previewOf(url: string, more: object = {}) {
  const assetId = await post(url)
  await read(url, more)
  return shown(assetId)
}
const unread = { state: 'FAILED', failure: { code: 'LINK_UNREADABLE' }, content: { title: null, image: null } }

describe('a link', () => {
  test('leads where its author says at once, and shows what the page says once it was read', async () => {
    const url = `${await site({ '/': html(HEAD), '/a.jpg': jpeg })}/?utm_source=mail#top`
    const assetId = await post(url)
    expect(await shown(assetId)).toMatchObject({ kind: 'LINK', state: 'PROCESSING', content: { url, title: null } })
    await read(url)

    const { state, content, placeholder, sensitivity } = await shown(assetId)
    expect({ state, title: content.title }).toEqual({ state: 'READY', title: 'A day & a night' })
    expect(content.image).toMatchObject({ width: 320, height: 200 })
    expect(content.image.renditions.length).toBeGreaterThan(0)
    expect(placeholder.aspectRatio).toBeCloseTo(1.6)
    // Nobody has looked at the picture yet.
    expect(sensitivity).toBe('BLUR')
    expect(asked).toEqual(['/robots.txt', '/', '/a.jpg'])
  })

  test('of fifty posts at once is read once, and shown by all', async () => {
    const url = `${await site({ '/': html(HEAD), '/a.jpg': jpeg })}/`
    const assetIds = await Promise.all(Array.from({ length: 50 }, () => post(url)))
    expect(await requests(url)).toHaveLength(1)
    await read(url)
    await read(url)

    expect(asked.filter((path) => path === '/')).toHaveLength(1)
    for (const assetId of [assetIds[0]!, assetIds[49]!]) expect(await shown(assetId)).toMatchObject({ state: 'READY' })
  })

  test('is read anew when it is posted after seven days, or an hour after it could not be read', async () => {
    const good = `${await site({ '/': html(HEAD) })}/`
    const bad = `${await site({})}/`
    for (const url of [good, bad]) await previewOf(url)
    await post(good)
    await post(bad)
    expect([await requests(good), await requests(bad)].map(({ length }) => length)).toEqual([1, 1])
    app.clock.advance(60 * 60_000)
    await post(good)
    await post(bad)
    expect([await requests(good), await requests(bad)].map(({ length }) => length)).toEqual([1, 2])
    app.clock.advance(7 * 24 * 60 * 60_000)
    await post(good)
    expect(await requests(good)).toHaveLength(2)
  })

  test('takes from oEmbed what the page does not say', async () => {
    const url = `${await site({
      '/': html('<link rel="alternate" type="application/json+oembed" href="/oembed">'),
      '/oembed': html(JSON.stringify({ title: 'Song', provider_name: 'Radio', html: '<script>' }), 'application/json'),
    })}/`
    expect(await previewOf(url)).toMatchObject({ state: 'READY', content: { title: 'Song', siteName: 'Radio' } })
  })

  test('shows neither an SVG picture nor one that is not there', async () => {
    const url = `${await site({ '/': html(HEAD), '/a.jpg': html('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml') })}/`
    expect(await previewOf(url)).toMatchObject({ state: 'READY', content: { title: 'A day & a night', image: null } })
  })

  test('that robots.txt closes is not asked for', async () => {
    const url = `${await site({ '/robots.txt': html('User-agent: VaralBot\nDisallow: /', 'text/plain'), '/': html(HEAD) })}/`
    expect(await previewOf(url)).toMatchObject(unread)
    expect(asked).toEqual(['/robots.txt'])
  })

  test.each<[string, Answers]>([
    ['that redirects for ever', { '/': redirect('/') }],
    ['that redirects to a blocked host', { '/': redirect('http://www.blocked.example/') }],
    ['that redirects to something else than the web', { '/': redirect('file:///etc/passwd') }],
    ['that is no page', { '/': html('%PDF-1.7', 'application/pdf') }],
    ['that says nothing', { '/': html('<p>Hello') }],
  ])('%s has no preview', async (_what, answers) => {
    expect(await previewOf(`${await site(answers)}/`)).toMatchObject(unread)
  })

  test('leads into no private network, and the server there is never asked', async () => {
    const url = `${await site({ '/': html(HEAD) })}/`
    expect(await previewOf(url, { outside: outside(false) })).toMatchObject(unread)
    expect(asked).toEqual([])
  })

  test('to a server that drips is given up after five seconds, and tried again', async () => {
    const url = `${await site({ '/': (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).write('<p>') })}/`
    const assetId = await post(url)
    await expect(read(url, { attempt: 1 })).rejects.toMatchObject({ name: 'OutsideError' })
    expect(await shown(assetId)).toMatchObject({ state: 'PROCESSING' })
  }, 20_000)

  test('waits for its turn: a host has one visitor at a time, and a second of peace between two', async () => {
    const origin = await site({ '/': html(HEAD), '/other': html(HEAD) })
    await post(`${origin}/`)
    await post(`${origin}/other`)
    await read(`${origin}/`)
    await expect(read(`${origin}/other`)).rejects.toMatchObject({ name: 'Postponed' })
    app.clock.advance(1_000)
    await read(`${origin}/other`)
  })

  test('goes with its post', async () => {
    const ada = app.newActor()
    const assetId = mintId('Asset', app.clock.now())
    const postId = mintId('Post', app.clock.now())
    const fact = { postId, authorId: ada.id, visibility: 'PUBLIC' as const, text: null, assetIds: [] }
    await app.hear('social.post.published', { ...fact, link: { url: 'http://gone.example/', assetId } })
    expect(await shown(assetId)).not.toBeNull()
    await app.hear('social.post.deleted', { postId, authorId: ada.id })
    expect(await shown(assetId)).toBeNull()
  })
})

describe('the way out', () => {
  const open = async (token: string) =>
    (await app.ask('mutation ($token: String!) { openLink(token: $token) { url isBlocked } }', { token })).openLink
  const tokenOf = async (url: string) => {
    const { outUrl } = (await shown(await post(url))).content
    expect(outUrl).toMatch(/^https:\/\/varal\.example\/out\?to=/)
    return new URL(outUrl).searchParams.get('to')!
  }

  test('leads where the post says, and counts', async () => {
    const url = 'http://elsewhere.example/a'
    expect(await open(await tokenOf(url))).toEqual({ url, isBlocked: false })
  })

  test('stops at what is blocked, of which nothing is shown', async () => {
    const url = 'http://www.blocked.example/'
    expect(await open(await tokenOf(url))).toEqual({ url, isBlocked: true })
    expect((await shown(await post(url))).content).toMatchObject({ safeToOpen: false, title: null })
  })

  test.each(['', 'nonsense', 'a'.repeat(2_000)])('takes no token but ours: %.10s', async (token) => {
    expect(await open(token)).toBeNull()
  })
})

const Show = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Asset {
  kind state sensitivity placeholder { aspectRatio } failure { code }
  content { ... on LinkContent { url outUrl title description siteName safeToOpen image { width height renditions { url } } } }
} } }`
