import { expect, test } from 'vitest'
import { KeptOperations } from './kept-operations.ts'
import type { Operation } from './operation.ts'

const named = (name: string) => ({ kind: name }) as unknown as Operation

test('operations are kept while there is room, the newest rather than the oldest', () => {
  const kept = new KeptOperations(300)
  for (let n = 10; n < 50; n++) kept.add(`key-of-${n}`, named(`${n}`))
  const present = Array.from({ length: 50 }, (_, n) => n).filter((n) => kept.get(`key-of-${n}`))
  // Of nine characters each.
  expect(present).toEqual(Array.from({ length: 33 }, (_, n) => 17 + n))
})

test('an operation that would take the room of many is not kept, and one that is there already is not added', () => {
  const kept = new KeptOperations(300)
  kept.add('a', named('first'))
  kept.add('a', named('second'))
  kept.add('b'.repeat(21), named('long'))
  expect([kept.get('a'), kept.get('b'.repeat(21))]).toEqual([named('first'), undefined])
})
