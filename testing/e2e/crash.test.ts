import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startServers } from '@varal/bin/servers/start-servers'
import { done } from '@varal/clients/sdk/done'
import { RequestFailed } from '@varal/clients/sdk/request-failed'
import {
  CreateCommentDocument,
  CreatePostDocument,
  HomeFeedDocument,
  type HomeFeedQuery,
  NotificationsDocument,
  PostDocument,
  ProfileDocument,
} from '@varal/schema/operations/documents'
import { expect, test } from 'vitest'
import { migrateTemplates } from '../templates.ts'
import type { Actor } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld } from '../world/world.ts'

const WRITES = 2_000
const WRITERS = 8

test('killing the parts, NATS and Postgres during 2,000 acknowledged writes loses nothing and doubles nothing', {
  timeout: 300_000,
}, async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'varal-crash-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(dir, { recursive: true, force: true }))
  const servers = stack.use(await startServers({ dir, given: {}, report: () => {}, onDeath: () => {}, durable: false }))
  const runId = 'crash'
  await migrateTemplates(servers.postgresUrl, runId)
  await using world = await startWorld('a process per part', { ...servers, runId })
  const [ada, ben] = await world.cast('ada', 'ben')
  await eventually('ben follows ada', () => ben.follows(ada).then(() => true))

  const first = await ada.publishes({ text: 'the post that everybody talks about' })
  const posts: string[] = []
  const comments: string[] = []
  let next = 0
  const write = async () => {
    while (next < WRITES) {
      const number = next++
      if (number % 2 === 0) posts.push(await insist(ada, `post ${number}`))
      else comments.push(await insistOnComment(ben, first, `comment ${number}`))
    }
  }
  const writing = Promise.all(Array.from({ length: WRITERS }, write))
  const reached = (share: number) =>
    eventually(`${share * 100} % are written`, () => posts.length + comments.length > WRITES * share, 120_000)

  await reached(0.1)
  await (await world.kill('social'))()
  await reached(0.3)
  await (await world.kill('feed'))()
  await reached(0.5)
  await servers.private.get('nats')?.kill('SIGKILL')
  await servers.private.get('nats')?.restart()
  await reached(0.7)
  await servers.private.get('postgres')?.kill('SIGKILL')
  await servers.private.get('postgres')?.restart()
  await reached(0.9)
  await (await world.kill('gateway'))()
  await writing

  expect(new Set(posts).size).toBe(WRITES / 2)
  expect(new Set(comments).size).toBe(WRITES / 2)
  await eventually(
    'everything that was acknowledged had its effects',
    async () => {
      const { post } = await ben.connection.send(PostDocument, { id: first, comments: 1 })
      const { notifications } = await ada.connection.send(NotificationsDocument, { first: 1 })
      // One more: ben's follow.
      return (
        post?.counts.comments.value === String(WRITES / 2) && notifications?.unread.notifications === WRITES / 2 + 1
      )
    },
    60_000,
  )
  // The first post is older than the thousand that a timeline keeps.
  expect((await wholeHome(ben)).slice(0, WRITES / 2).sort()).toEqual([...posts].sort())
  const { user } = await ben.connection.send(ProfileDocument, { handle: ada.handle, first: 1 })
  expect(user?.postCount?.value).toBe(String(WRITES / 2 + 1))
})

/** As a client on a bad network: the same key again until there is an answer. */
async function untilAnswered<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (error instanceof RequestFailed && error.errors.some((one) => one.extensions?.retryable !== true)) throw error
      await wait(100)
    }
  }
}

async function insist(author: Actor, text: string): Promise<string> {
  const input = { text, assetIds: [], visibility: 'PUBLIC' as const, idempotencyKey: randomUUID() }
  const { createPost } = await untilAnswered(() => author.connection.send(CreatePostDocument, { input }))
  return done(createPost).post?.id ?? 'none'
}

async function insistOnComment(author: Actor, postId: string, text: string): Promise<string> {
  const input = { postId, text, idempotencyKey: randomUUID() }
  const { createComment } = await untilAnswered(() => author.connection.send(CreateCommentDocument, { input }))
  return done(createComment).comment?.id ?? 'none'
}

async function wholeHome(reader: Actor): Promise<string[]> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const { homeFeed }: HomeFeedQuery = await reader.connection.send(HomeFeedDocument, { first: 100, after })
    ids.push(...(homeFeed?.nodes ?? []).map((item) => item.post?.id ?? 'a post that cannot be shown'))
    after = homeFeed?.pageInfo.hasNextPage ? (homeFeed.pageInfo.endCursor ?? null) : null
  } while (after)
  return ids
}
