import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { blockedBy } from './reads.ts'

describe('the people whom somebody has blocked', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const page = async (who: Actor, first: number, after?: string) => {
    const text = `query ($first: Int!, $after: String) {
      blockedUsers(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`
    return (await world.app.ask(text, { first, after }, who)).blockedUsers
  }

  test('are listed for them alone, the latest first, until they are unblocked', async () => {
    const [ada, ben, cleo, dan] = [
      await world.person(),
      await world.person(),
      await world.person(),
      await world.person(),
    ]
    for (const who of [ben, cleo]) {
      world.app.clock.advance(1)
      await world.block(ada, who)
    }
    await world.block(dan, ada)
    const first = await page(ada, 1)
    expect(first).toMatchObject({ nodes: [{ id: globalIdOf(cleo) }], pageInfo: { hasNextPage: true } })
    const second = await page(ada, 1, first.pageInfo.endCursor)
    expect(second).toMatchObject({ nodes: [{ id: globalIdOf(ben) }], pageInfo: { hasNextPage: false } })
    expect((await page(ben, 20)).nodes).toEqual([])
    await world.mutate('unblock', { userId: globalIdOf(cleo) }, ada)
    expect((await page(ada, 20)).nodes).toEqual([{ id: globalIdOf(ben) }])
  })

  test('are for nobody who is not signed in', async () => {
    const { errors } = await world.app.answer('{ blockedUsers { nodes { id } } }')
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('are read by their index', async () => {
    const ada = await world.person()
    const plan = await world.app.db.transaction(async (tx) => {
      await tx.execute('set local enable_seqscan = off')
      return planOf(tx as never, blockedBy(tx as never)(ada.id, firstPage(20)))
    })
    expect(plan).toContain('blocks_of_blocker')
  })
})
