import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
let ada: Actor
let ben: Actor
let post: string

beforeAll(async () => {
  world = await socialWorld()
  ;[ada, ben] = [await world.person(), await world.person()]
  post = await world.post(ada)
})
afterAll(() => world[Symbol.asyncDispose]())

async function watch(as: Viewer, postId = post) {
  const text = 'subscription ($postId: ID!) { presence(postId: $postId) { viewers typing { id } } }'
  const items = await world.app.watch(text, { postId }, as)
  async function next() {
    const { value, done } = await items.next()
    return done ? null : (value.data?.['presence'] as any)
  }
  async function until(holds: (presence: any) => boolean) {
    for (;;) {
      const presence = await next()
      if (!presence || holds(presence)) return presence
    }
  }
  return { next, until, [Symbol.asyncDispose]: async () => void (await items.return?.()) }
}
const type = (as: Actor, postId = post) => world.mutate('typing', { postId }, as)
const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code)
const nothing = encodeId('Post', mintId('Post', new Date()))

describe('presence', () => {
  test('says how many watch, at first and when it is different', async () => {
    await using first = await watch(ada)
    expect(await first.next()).toEqual({ viewers: 1, typing: [] })
    const second = await watch(ben)
    expect(await second.next()).toMatchObject({ viewers: 2 })
    expect(await first.until(({ viewers }) => viewers === 2)).toBeTruthy()
    await second[Symbol.asyncDispose]()
    expect(await first.until(({ viewers }) => viewers === 1)).toBeTruthy()
  })

  test('says who types, but not oneself, nor whom one has muted, nor across a block', async () => {
    const [cleo, dora, emil] = [await world.person(), await world.person(), await world.person()]
    await world.block(cleo, ben)
    await world.mutate('mute', { userId: globalIdOf(dora), level: 'HIDE_EVERYWHERE' }, ben)
    await using stream = await watch(ben)
    await using other = await watch(ada)
    for (const one of [ben, cleo, dora, emil]) expect(codes(await type(one))).toEqual([])
    expect((await stream.until(({ typing }) => typing.length > 0)).typing).toEqual([{ id: globalIdOf(emil) }])
    expect((await other.until(({ typing }) => typing.length === 4)).typing[0]).toEqual({ id: globalIdOf(emil) })
  })

  test('of a post that the viewer does not see is refused as of one that there is not', async () => {
    const hidden = await world.post(ada, { visibility: 'ONLY_ME' })
    const said = (as: Viewer, id: string) => watch(as, id).then(String, String)
    const refused = await said(ben, nothing)
    expect(refused).toContain('no such post')
    expect(await said(ben, hidden)).toBe(refused)
    expect(await said(anonymous, post)).toContain('Sign in first')
    expect(await said(ben, 'nonsense')).toBe(refused)
    expect(await type(ben, hidden)).toEqual(await type(ben, nothing))
    expect(codes(await type(ben, hidden))).toEqual(['NOT_FOUND'])
  })

  test('ends when the viewer may no longer see the post', async () => {
    const [cleo, own] = [await world.person(), await world.post(ben)]
    await using stream = await watch(cleo, own)
    expect(await stream.next()).toMatchObject({ viewers: 1 })
    await world.block(ben, cleo)
    await world.settle()
    expect(await stream.until(() => false)).toBeNull()
  })
})

describe('typing', () => {
  test('is for who may comment', async () => {
    const dora = await world.person()
    const own = await world.post(dora)
    await world.mutate('updateAudience', { whoCanComment: 'NOBODY' }, dora)
    expect(codes(await type(ada, own))).toEqual(['REPLIES_RESTRICTED'])
  })

  test('is said ten times in a row at most, and takes two statements and no transaction', async () => {
    const emil = await world.person()
    expect(await world.app.statementsOf(() => type(emil))).toBe(2)
    for (let one = 1; one < 10; one++) expect(codes(await type(emil))).toEqual([])
    expect(codes(await type(emil))).toEqual(['RATE_LIMITED'])
    expect(await world.app.statementsOf(() => type(emil))).toBe(0)
    world.app.clock.advance(2_000)
    expect(codes(await type(emil))).toEqual([])
  })
})
