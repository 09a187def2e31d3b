import type { HashtagId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { readHashtag } from '../hashtag-name.ts'
import { hashtagOf } from '../hashtag-of.ts'

const named = (written: string) => {
  const name = readHashtag(written)
  return name === null ? null : hashtagOf(name)
}

export const hashtags = {
  Query: { hashtag: (_query, { name }) => named(name) },
  Hashtag: {
    __resolveReference: (reference: { id?: string; name?: string }, ctx) =>
      reference.id === undefined ? named(reference.name ?? '') : ctx.load.hashtag.load(reference.id as HashtagId),
    posts: (hashtag, args, ctx) =>
      chronological('posts-of-hashtag', ctx, args, {
        of: hashtag.id,
        load: ctx.load.postsOfHashtag,
        at: (post) => [post.publishedAt as Date, post.id],
        node: (post) => post,
      }),
  },
  Post: { hashtags: ({ hashtags: names }) => names.map(hashtagOf) },
} satisfies Resolvers
