import type { Topic } from '@varal/schema/live'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../testing/world/eventually.ts'
import { isItem, type Live, type LiveHint, type LiveItem } from './live.ts'

const item = (seq: number, topic: Topic = 'home:a'): LiveItem => ({
  topic,
  seq,
  at: '2026-03-01T12:00:00.000Z',
  data: { text: 'olá ☀️', list: [1, null] },
})

/** What every way of pushing does for us. @param open as seen from two processes, or twice the same within one. */
export function liveContract(name: string, open: () => Promise<{ here: Live; there: Live } & AsyncDisposable>): void {
  describe(`${name}, pushing live items,`, () => {
    let given: Awaited<ReturnType<typeof open>>
    beforeAll(async () => {
      given = await open()
    })
    afterAll(() => given?.[Symbol.asyncDispose]())

    function hearing(live: Live) {
      const heard: LiveItem[] = []
      const hints: LiveHint[] = []
      const listening = live.listen((one) => (isItem(one) ? heard.push(one) : hints.push(one)))
      return { heard, hints, ...listening, [Symbol.dispose]: () => listening[Symbol.dispose]() }
    }

    test('reaches every listener once, in this process and in others', async () => {
      using here = hearing(given.here)
      using alsoHere = hearing(given.here)
      using there = hearing(given.there)
      given.here.push([item(1), item(2, 'asset:b')])
      given.there.push([item(3)])

      for (const { heard } of [here, alsoHere, there]) {
        await eventually('all have come', () => heard.length === 3)
        expect(heard.toSorted((a, b) => a.seq - b.seq)).toEqual([item(1), item(2, 'asset:b'), item(3)])
      }
    })

    test('carries hints beside them', async () => {
      using here = hearing(given.here)
      using there = hearing(given.there)
      given.here.push([{ topic: 'post:a' }, item(1)])
      await eventually('both have come', () => there.hints.length === 1 && there.heard.length === 1)

      expect([here.hints, there.hints]).toEqual([[{ topic: 'post:a' }], [{ topic: 'post:a' }]])
    })

    test('no longer reaches whoever has stopped listening', async () => {
      const gone = hearing(given.there)
      using staying = hearing(given.there)
      gone[Symbol.dispose]()
      given.here.push([item(4)])
      await eventually('it has come', () => staying.heard.length === 1)

      expect(gone.heard).toEqual([])
    })

    test('carries thousands of items', async () => {
      using there = hearing(given.there)
      given.here.push(Array.from({ length: 20_000 }, (_, index) => item(index)))

      await eventually('all have come', () => there.heard.length === 20_000)
    })
  })
}
