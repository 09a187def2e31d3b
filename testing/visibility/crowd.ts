import { randomUUID } from 'node:crypto'
import { getNamedType, isInputObjectType } from 'graphql'
import type { Actor } from '../world/actor.ts'
import type { World } from '../world/world.ts'
import { type Ask, askAs, dataOf, done } from './asking.ts'
import { type Kind, maySee, type Person, type Relations, type Thing } from './may-see.ts'
import { schema } from './views.ts'

const NAMES = ['ada', 'ben', 'cleo', 'dan', 'eva'] as const

/** People and all that they have made, in a world that was open to everybody until `fallOut`. */
export interface Crowd {
  readonly people: readonly Actor[]
  readonly asks: readonly Ask[]
  readonly things: readonly Thing[]
  readonly relations: Relations
  readonly byId: ReadonlyMap<string, Thing>
  readonly byWord: ReadonlyMap<string, Thing>
  /** Where each person's own streams began: by the stream's name and the person. */
  readonly cursors: ReadonlyMap<string, string>
  /** Does something through the API and gives its payload; throws what was refused. */
  act(by: Person, mutation: string, input: object, selection?: string): Promise<any>
  /** Follows end, accounts become private, blocks fall, members leave, things are deleted; at random. */
  fallOut(): Promise<void>
  blocks(one: Person, other: Person): Promise<void>
  goesPrivate(one: Person): Promise<void>
}

export async function gatherCrowd(world: World, random: () => number): Promise<Crowd> {
  const people = await world.cast(...NAMES)
  const asks = people.map((_, one) => askAs(world.gatewayUrl, async () => people[one]?.accessToken ?? ''))
  const things: Thing[] = []
  const relations: Relations = {
    ...{ follows: new Set(), blocks: new Set(), isPrivate: new Set(), members: new Set() },
    ...{ invited: new Set(), gone: new Set() },
  }
  const cursors = new Map<string, string>()
  for (const [one, ask] of asks.entries())
    for (const stream of ['homeFeed', 'notifications']) {
      const data = dataOf(await ask(`{ ${stream}(first: 1) { streamCursor } }`))
      cursors.set(`${stream} ${one}`, data[stream].streamCursor)
    }
  let words = 0
  const word = () => `zq${++words}x`
  const act = (by: Person, name: string, input: object, selection = ''): Promise<any> => {
    const type = schema.getMutationType()?.getFields()[name]?.args[0]?.type
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { userErrors { code path } ${selection} } }`
    return done((asks[by] as Ask)(query, { input }))
  }
  const make = async (kind: Kind, by: Person, name: string, input: object, what: string, rest: Partial<Thing> = {}) => {
    const own = name === 'repost' ? name : (FIELDS[kind] ?? '')
    const made = await act(
      by,
      name,
      isKeyed(name) ? { ...input, idempotencyKey: randomUUID() } : input,
      `${own} { id }`,
    )
    const thing: Thing = { id: made[own].id, kind, by, word: null, what, ...rest }
    things.push(thing)
    return thing
  }
  const everybody = people.map((_, one) => one)
  const pairs = everybody.flatMap((one) =>
    everybody.filter((other) => other !== one).map((other) => [one, other] as const),
  )
  const others = (by: Person) => everybody.filter((one) => one !== by)
  const pick = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)] as One

  for (const one of everybody)
    things.push({ id: people[one]?.id ?? '', kind: 'User', by: one, word: null, what: 'User' })
  for (const [one, other] of pairs)
    if (random() < 0.6) {
      await act(one, 'follow', { userId: people[other]?.id })
      relations.follows.add(`${one} ${other}`)
    }
  await Promise.all(
    everybody.map(async (by) => {
      const posts: Thing[] = []
      for (const what of ['PUBLIC', 'PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME', 'DRAFT', 'DELETED']) {
        const own = word()
        const visibility = what === 'DRAFT' || what === 'DELETED' ? 'PUBLIC' : what
        const assetIds = what === 'FOLLOWERS' ? [await (people[by] as Actor).uploads()] : []
        const input = { text: `about ${own} #${own}`, assetIds, visibility, asDraft: what === 'DRAFT' }
        const post = await make('Post', by, 'createPost', input, what, { word: own })
        posts.push(post)
        for (const id of assetIds) things.push({ id, kind: 'Asset', by, word: null, what, on: post })
      }
      for (const what of ['PUBLIC', 'COLLABORATORS', 'SECRET']) {
        const own = word()
        const board = await make('Board', by, 'createBoard', { name: `board ${own}`, privacy: what }, what, {
          word: own,
        })
        const section = word()
        await make('BoardSection', by, 'createSection', { boardId: board.id, name: section }, what, {
          word: section,
          on: board,
        })
        const note = word()
        const input = { boardId: board.id, postId: pick(posts.filter((post) => post.what === 'PUBLIC')).id, note }
        await make('Pin', by, 'savePost', input, what, { word: note, on: board })
        const [member, former, , asked] = others(by) as [Person, Person, Person, Person]
        for (const guest of [member, former, asked]) {
          await act(by, 'inviteCollaborator', { boardId: board.id, userId: people[guest]?.id, role: 'CONTRIBUTOR' })
          relations.invited.add(`${board.id} ${guest}`)
        }
        for (const guest of [member, former]) {
          await act(guest, 'answerInvitation', { boardId: board.id, accept: true })
          relations.members.add(`${board.id} ${guest}`)
          relations.invited.delete(`${board.id} ${guest}`)
        }
        await act(by, 'removeCollaborator', { boardId: board.id, userId: people[former]?.id })
        relations.members.delete(`${board.id} ${former}`)
      }
      const name = word()
      const list = await make('List', by, 'createList', { name }, 'List', { word: name })
      await act(by, 'addToList', { listId: list.id, userIds: others(by).map((one) => people[one]?.id) })
    }),
  )
  const posts = things.filter(({ kind }) => kind === 'Post')
  for (const post of posts) {
    for (const by of everybody.filter(
      (one) => one !== post.by && post.what !== 'DRAFT' && maySee(relations, one, post),
    )) {
      if (random() < 0.5) await act(by, 'likePost', { postId: post.id })
      if (random() < 0.25) {
        const own = word()
        await make('Comment', by, 'createComment', { postId: post.id, text: `well, ${own}` }, 'Comment', {
          word: own,
          on: post,
        })
      }
    }
    if (post.what !== 'PUBLIC') continue
    const by = pick(others(post.by))
    await make('Post', by, 'repost', { postId: post.id }, 'PUBLIC', { on: post })
    const board = pick(things.filter(({ kind, by: owner }) => kind === 'Board' && owner === by))
    const note = word()
    await make('Pin', by, 'savePost', { boardId: board.id, postId: post.id, note }, board.what, {
      word: note,
      on: board,
    }).catch(() => null)
    const own = word()
    await make('Post', by, 'createPost', { text: `see ${own}`, quoteOf: post.id }, 'PUBLIC', { word: own })
  }

  const blocks = async (one: Person, other: Person) => {
    await act(one, 'block', { userId: people[other]?.id })
    relations.blocks.add(`${one} ${other}`)
    for (const pair of [`${one} ${other}`, `${other} ${one}`]) relations.follows.delete(pair)
  }
  const goesPrivate = async (one: Person) => {
    await act(one, 'updateAudience', { isPrivate: true })
    relations.isPrivate.add(one)
  }
  return {
    people,
    asks,
    things,
    relations,
    byId: new Map(things.map((thing) => [thing.id, thing])),
    byWord: new Map(things.flatMap((thing) => (thing.word ? [[thing.word, thing] as const] : []))),
    cursors,
    act,
    blocks,
    goesPrivate,
    async fallOut() {
      for (const post of posts.filter(({ what }) => what === 'DELETED')) {
        await act(post.by, 'deletePost', { id: post.id })
        relations.gone.add(post.id)
      }
      for (const comment of things.filter(({ kind }) => kind === 'Comment')) {
        if (relations.gone.has(comment.on?.id ?? '') || random() > 0.2) continue
        await act(comment.by, 'deleteComment', { id: comment.id })
        relations.gone.add(comment.id)
      }
      for (const [one, other] of pairs) {
        if (random() < 0.2 && relations.follows.has(`${one} ${other}`)) {
          await act(one, 'unfollow', { userId: people[other]?.id })
          relations.follows.delete(`${one} ${other}`)
        }
      }
      await goesPrivate(1)
      await goesPrivate(4)
      // Who asks and waits is still nobody's follower.
      for (const one of [1, 4])
        for (const other of others(one))
          if (!relations.follows.has(`${other} ${one}`)) await act(other, 'follow', { userId: people[one]?.id })
      await blocks(0, 3)
      await blocks(2, 1)
    },
  }
}

const FIELDS: Partial<Record<Kind, string>> = {
  ...{ Post: 'post', Board: 'board', BoardSection: 'section', Pin: 'pin', Comment: 'comment', List: 'list' },
}

/** Whether a mutation takes a key of its sender's. */
function isKeyed(mutation: string): boolean {
  const type = getNamedType(schema.getMutationType()?.getFields()[mutation]?.args[0]?.type)
  return isInputObjectType(type) && 'idempotencyKey' in type.getFields()
}
