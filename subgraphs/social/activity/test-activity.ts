import { anonymous, type Viewer } from '@varal/platform/viewer'
import type { SocialWorld } from '../test-world.ts'

const text = /* GraphQL */ `
  subscription ($postId: ID!, $after: StreamCursor) {
    postActivity(postId: $postId, after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on CommentAdded { comment { id text { text } author { id } } }
      ... on CommentChanged { comment { id text { text } } }
      ... on CommentRemoved { commentId }
      ... on PostCountsChanged { post { id counts { likes { value version } comments { value } saves { value } } } }
      ... on StreamReset { reason }
    }
  }`

/** One open stream of a post's activity, for tests. */
export interface Watching extends AsyncDisposable {
  /** The next item, checkpoints included; null at the end. */
  next(): Promise<any>
  /** The next item that is no checkpoint. */
  nextNews(): Promise<any>
  /** The next comment that comes, changes or goes. */
  nextComment(): Promise<any>
  /** Everything until the first item for which it holds, that one included; without checkpoints. */
  until(holds: (item: any) => boolean): Promise<any[]>
}

/** Opens a stream; without a cursor, takes its first checkpoint: what comes after it is live. */
export async function watchPost(
  { app }: SocialWorld,
  postId: string,
  viewer: Viewer = anonymous,
  after: string | null = null,
): Promise<Watching> {
  const items = await app.watch(text, { postId, after }, viewer)
  async function next() {
    const { value, done } = await items.next()
    if (value?.errors) throw new Error(value.errors[0]?.message)
    return done ? null : (value.data?.['postActivity'] as any)
  }
  async function nextNews() {
    for (;;) {
      const item = await next()
      if (item?.__typename !== 'StreamCheckpoint') return item
    }
  }
  async function until(holds: (item: any) => boolean) {
    const seen = []
    for (let item = await nextNews(); item; item = await nextNews()) {
      seen.push(item)
      if (holds(item)) return seen
    }
    throw new Error(`It ended after ${seen.map(brief).join(', ')}`)
  }
  if (after === null) {
    const first = await next()
    if (first.__typename !== 'StreamCheckpoint') throw new Error(`It began with ${first.__typename}`)
  }
  return {
    next,
    nextNews,
    nextComment: async () => (await until(isComment)).at(-1),
    until,
    async [Symbol.asyncDispose]() {
      await items.return?.()
    },
  }
}

/** What an item is, in a word. */
export const brief = (item: any): string =>
  item.comment?.text.text ?? (item.post ? `${item.post.counts.likes.value} likes` : (item.reason ?? item.__typename))

export const isComment = (item: any): boolean =>
  item.__typename === 'CommentAdded' || item.__typename === 'CommentChanged' || item.__typename === 'CommentRemoved'
