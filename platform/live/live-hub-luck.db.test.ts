import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { randomNumbers } from '../../testing/random-numbers.ts'
import type { LiveItem } from './live.ts'
import { database, live, logOf, open, setUpLogs, topic, write } from './test-logs.ts'

setUpLogs()

for (const isCompacted of [false, true]) {
  test(`the live hub brings every follower every number${isCompacted ? ' that is still there' : ''} once and in order, whatever is lost or late on the way (${isCompacted ? 'compacted' : 'gapless'})`, async () => {
    await using hub = await open({ ringItems: 24, idleMs: 40, stuckMs: 5_000 })
    const random = randomNumbers('luck')
    const last = 300
    const followers: Promise<void>[] = []

    async function followFrom(after: number): Promise<void> {
      const pauses = random() < 0.3
      const steps = hub.follow(topic, logOf(topic, isCompacted), after)
      let expected = after + 1
      for await (const step of steps) {
        if (step.kind === 'reset') throw new Error(`${step.reason} at ${step.seq}`)
        if (step.kind === 'item') {
          if (isCompacted) expect(step.seq).toBeGreaterThanOrEqual(expected)
          else expect(step.seq).toBe(expected)
          expected = step.seq + 1
        }
        if (pauses) await wait(random() * 3)
        if (step.seq === last) return
      }
    }

    let late: LiveItem[] = []
    followers.push(followFrom(0))
    for (let number = 1; number <= last; number++) {
      const item = await write()
      // In a compacted log the last entry but one may be replaced.
      if (isCompacted && number % 3 === 0) await database.db.execute(sql`delete from log where seq = ${number - 1}`)
      const luck = random()
      if (luck < 0.15) late.push(item)
      else if (luck > 0.3) live.push([item])
      if (random() < 0.1) {
        live.push(late.toSorted(() => random() - 0.5))
        late = []
      }
      if (random() < 0.15) followers.push(followFrom(Math.floor(random() * (number + 1))))
    }

    await Promise.all(followers)
    expect(followers.length).toBeGreaterThan(30)
  })
}
