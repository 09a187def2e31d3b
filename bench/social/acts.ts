import { randomUUID } from 'node:crypto'
import type { Person } from '@varal/clients/sdk/person'
import * as operations from '@varal/schema/operations/documents'
import type { LightClient } from './light-client.ts'

/** People with boards, and posts of theirs. */
export interface SocialWorld {
  readonly people: readonly Person[]
  /** A board of each. */
  readonly boards: readonly string[]
  readonly posts: readonly string[]
}

/** Of a hundred mutations so many are each: people look and like far more than they publish. */
export const mix = { like: 55, comment: 12, save: 13, follow: 10, post: 10 }
export type Act = keyof typeof mix

/**
 * What somebody does, by the number of the request: never twice the same, so that each like, save and follow is a new one.
 * Likes go to a third of the posts more often than to the others, as they do among people.
 */
export function actsIn({ people, boards, posts }: SocialWorld, client: LightClient) {
  const counts = { like: 0, comment: 0, save: 0, follow: 0, post: 0 }
  const personAt = (number: number) => people[number % people.length] as Person
  /** Each pair of a person and a post once, before any comes again. */
  const pairAt = (number: number) => {
    const one = number % people.length
    return [one, posts[(Math.floor(number / people.length) + one * 7) % posts.length] as string] as const
  }
  const acts: Record<Act, () => Promise<unknown>> = {
    like: () => {
      const [one, postId] = pairAt(counts.like++)
      return client.send(personAt(one), operations.LikePostDocument, { input: { postId } })
    },
    comment: () => {
      const [one, postId] = pairAt(counts.comment++)
      const input = { postId, text: 'How did you make that?', idempotencyKey: randomUUID() }
      return client.send(personAt(one), operations.CreateCommentDocument, { input })
    },
    save: () => {
      const [one, postId] = pairAt(counts.save++)
      const input = { boardId: boards[one] as string, postId, idempotencyKey: randomUUID() }
      return client.send(personAt(one), operations.SavePostDocument, { input })
    },
    follow: () => {
      const number = counts.follow++
      const one = number % people.length
      // Each follows the next, then each the one after the next; after a fifth of all they stop following again.
      const [away, isLeaving] = [
        1 + (Math.floor(number / people.length) % FOLLOWED),
        Math.floor(number / people.length / FOLLOWED) % 2 === 1,
      ]
      const input = { userId: personAt(one + away).id }
      return isLeaving
        ? client.send(personAt(one), operations.UnfollowDocument, { input })
        : client.send(personAt(one), operations.FollowDocument, { input })
    },
    post: () => {
      const input = {
        text: `A walk, number ${counts.post}`,
        visibility: 'PUBLIC' as const,
        idempotencyKey: randomUUID(),
      }
      return client.send(personAt(counts.post++), operations.CreatePostDocument, { input })
    },
  }
  return acts
}

/** Whom each person follows at most. */
const FOLLOWED = 20

/** Which act the request with this number is: the mix, spread evenly. */
export const actAt: (number: number) => Act = (() => {
  const names = Object.keys(mix) as Act[]
  const slots = names.flatMap((name) =>
    Array.from({ length: mix[name] }, (_, at) => ({ name, at: (at + 0.5) / mix[name] })),
  )
  const order = slots.toSorted((a, b) => a.at - b.at).map(({ name }) => name)
  return (number) => order[number % order.length] as Act
})()
