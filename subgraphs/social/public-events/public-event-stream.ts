import { streamCursor } from '@varal/platform/live/subscription'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import { anonymous } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { publicTopic } from '@varal/schema/live'
import type { Ctx } from '../loaders.ts'
import { canView } from '../policy.ts'
import type { PostRow } from '../posts/tables.ts'
import { type Streamed, WatchedStream } from '../watched-stream.ts'
import { type PublicEvent, publicLog } from './append.ts'
import { isAbout, isAboutAuthor, type PublicEventFilter } from './public-event-filter.ts'
import { publicPosts, type Seen } from './reads.ts'

/** What was asked of a page of the log counts for so long: who takes longer is answered anew. */
const FRESH_MS = 1_000

export type PublicEventItem = Streamed<Shown>
type Shown =
  | { readonly __typename: 'PostPublished'; readonly post: PostRow }
  | {
      readonly __typename: 'PostChanged'
      readonly post: (PostRow & { __typename: 'Post' }) | { __typename: 'Tombstone'; id: PostId }
    }

/** One open stream of what happens to public posts. What there is to see of each is asked when it is shown, also of the past. */
export class PublicEventStream extends WatchedStream<PublicEvent, Shown> {
  readonly #ctx: Ctx
  readonly #filter: PublicEventFilter
  /** Entries that were read from the log together and not shown yet, in order: their posts are asked for together. */
  readonly #ahead: LogEntry<PublicEvent>[]
  #asked: { readonly untilMs: number; readonly seen: ReadonlyMap<PostId, Seen | null> } | null = null

  constructor(after: number | null, filter: PublicEventFilter, ctx: Ctx) {
    const ahead: LogEntry<PublicEvent>[] = []
    super(publicTopic, noting(publicLog(ctx.db), ahead), after, ctx)
    this.#ctx = ctx
    this.#filter = filter
    this.#ahead = ahead
  }

  /** Everything has a number. */
  protected override async look(): Promise<Shown[]> {
    return []
  }

  protected override async show(entry: LogEntry<PublicEvent>): Promise<Shown[]> {
    const { kind, postId, authorId } = entry.data
    if (!isAboutAuthor(this.#filter, authorId)) return []
    const seen = await this.#seen(entry)
    // Behind a block there is nothing, and nothing that has gone.
    if (seen && !seen.isAway && seen.post.isBlocked) return []
    if (seen && isPublic(seen)) {
      if (!isAbout(this.#filter, seen.post)) return []
      return kind === 'published'
        ? [{ __typename: 'PostPublished', post: seen.post }]
        : [{ __typename: 'PostChanged', post: { ...seen.post, __typename: 'Post' } }]
    }
    return kind === 'published' ? [] : [{ __typename: 'PostChanged', post: { __typename: 'Tombstone', id: postId } }]
  }

  protected override cursorAt(seq: number): string {
    return streamCursor(this.#ctx, publicTopic, seq)
  }

  async #seen(entry: LogEntry<PublicEvent>): Promise<Seen | null> {
    while (this.#ahead[0] && this.#ahead[0].seq < entry.seq) this.#ahead.shift()
    const known = this.#asked
    const { postId } = entry.data
    if (known && known.untilMs > performance.now() && known.seen.has(postId)) return known.seen.get(postId) ?? null

    const page = this.#ahead[0]?.seq === entry.seq ? this.#ahead : [entry]
    const ids = [...new Set(page.map(({ data }) => data.postId))]
    const untilMs = performance.now() + FRESH_MS
    const { viewer, db } = this.#ctx
    const found = await Promise.all(ids.map((id) => publicPosts(db).load({ viewer, postId: id })))
    const seen = new Map(ids.map((id, index) => [id, found[index] ?? null]))
    // A single one is of the present, and is not asked for again.
    this.#asked = page === this.#ahead ? { untilMs, seen } : null
    return seen.get(postId) ?? null
  }
}

const isPublic = ({ post, isFindable }: Seen): boolean =>
  isFindable && post.visibility === 'PUBLIC' && canView(anonymous, post)

/** Takes down what is read, for the stream to look ahead. A page at a time: the one before has been shown by then. */
const noting = (log: TopicLog<PublicEvent>, ahead: LogEntry<PublicEvent>[]): TopicLog<PublicEvent> => ({
  async read(after, limit) {
    const entries = await log.read(after, limit)
    if (entries) ahead.splice(0, ahead.length, ...entries)
    return entries
  },
})
