import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { waitingLine } from './waiting-line.ts'

describe('a waiting line', () => {
  /** Tasks that end when they are told to. */
  function tasks() {
    const started: string[] = []
    const ends = new Map<string, PromiseWithResolvers<string>>()
    const task = (name: string) => () => {
      started.push(name)
      const end = Promise.withResolvers<string>()
      ends.set(name, end)
      return end.promise
    }
    return {
      started,
      task,
      end: (name: string) => ends.get(name)!.resolve(name),
      fail: (name: string) => ends.get(name)!.reject(new Error(name)),
    }
  }

  test('runs as many at once as it may, and the others in the order in which they came', async () => {
    const { started, task, end } = tasks()
    const inLine = waitingLine({ atOnceMax: 2, waitingMax: 50 })
    const all = ['a', 'b', 'c', 'd'].map((name) => inLine(task(name)))
    expect(started).toEqual(['a', 'b'])

    end('b')
    expect(await all[1]).toBe('b')
    await setImmediate()
    expect(started).toEqual(['a', 'b', 'c'])

    end('a')
    end('c')
    await Promise.all([all[0], all[2]])
    await setImmediate()
    expect(started).toEqual(['a', 'b', 'c', 'd'])
    end('d')
    expect(await all[3]).toBe('d')
  })

  test('goes on when a task fails', async () => {
    const { started, task, end, fail } = tasks()
    const inLine = waitingLine({ atOnceMax: 1, waitingMax: 50 })
    const first = inLine(task('a'))
    const second = inLine(task('b'))
    fail('a')
    await expect(first).rejects.toThrow('a')
    await setImmediate()
    expect(started).toEqual(['a', 'b'])
    end('b')
    expect(await second).toBe('b')
  })

  test('sends away at once whoever comes when the line is full, and takes others when it moved', async () => {
    const { task, end } = tasks()
    const inLine = waitingLine({ atOnceMax: 1, waitingMax: 2 })
    const all = ['a', 'b', 'c'].map((name) => inLine(task(name)))
    await expect(inLine(task('d'))).rejects.toMatchObject({ extensions: { code: 'OVERLOADED', retryable: true } })

    end('a')
    await all[0]
    const late = inLine(task('e'))
    for (const name of ['b', 'c', 'e']) {
      await setImmediate()
      end(name)
    }
    expect(await late).toBe('e')
  })
})
