import { describe, expect, test, vi } from 'vitest'
import { leavable } from './leavable.ts'

const END = { done: true, value: undefined }

/** Gives what is in the list, one after the other, then waits for ever. */
const endless = (items: number[]) => () => {
  const item = items.shift()
  return item === undefined ? new Promise<never>(() => {}) : Promise.resolve(item)
}

describe('a leavable stream', () => {
  test('gives the items in order, then its end, and leaves once', async () => {
    const items = [1, 2]
    const leave = vi.fn()
    const stream = leavable(async () => items.shift() ?? null, leave)
    const seen: number[] = []
    for await (const item of stream) seen.push(item)

    expect(seen).toEqual([1, 2])
    expect(await stream.next()).toEqual(END)
    expect(await stream.return?.()).toEqual(END)
    expect(leave).toHaveBeenCalledTimes(1)
  })

  test('ends while it waits, for everybody who waits, when it is returned', async () => {
    const leave = vi.fn()
    const stream = leavable(endless([1]), leave)
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    const waiting = [stream.next(), stream.next()]
    await stream.return?.()

    expect(leave).toHaveBeenCalledTimes(1)
    expect(await Promise.all(waiting)).toEqual([END, END])
  })

  test('asks for one item at a time', async () => {
    let running = 0
    let most = 0
    const stream = leavable(
      async () => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        return running--
      },
      () => {},
    )
    await Promise.all([stream.next(), stream.next(), stream.next()])

    expect(most).toBe(1)
  })

  test('fails as what it reads fails, and is over then', async () => {
    const leave = vi.fn()
    const stream = leavable(() => Promise.reject(new Error('cut')), leave)

    await expect(stream.next()).rejects.toThrow('cut')
    expect(await stream.next()).toEqual(END)
    expect(leave).toHaveBeenCalledTimes(1)
  })
})
