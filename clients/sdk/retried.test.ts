import { expect, test } from 'vitest'
import { RequestFailed } from './request-failed.ts'
import { retried } from './retried.ts'

const failing = (times: number, retryable: boolean) => {
  const failure = new RequestFailed([{ message: 'not now', extensions: { code: 'TIMEOUT', retryable } }])
  let sent = 0
  return {
    failure,
    count: () => sent,
    send: async () => {
      sent++
      if (sent <= times) throw failure
      return 'answer'
    },
  }
}

test('what may help is sent again, at most twice', async () => {
  const twice = failing(2, true)
  expect(await retried(twice.send)).toBe('answer')
  const always = failing(9, true)
  await expect(retried(always.send)).rejects.toBe(always.failure)
  expect([twice.count(), always.count()]).toEqual([3, 3])
})

test('what cannot help is not sent again', async () => {
  const refused = failing(1, false)
  await expect(retried(refused.send)).rejects.toBe(refused.failure)
  const broken = new Error('a fault of the program')
  await expect(retried(() => Promise.reject(broken))).rejects.toBe(broken)
  expect(refused.count()).toBe(1)
})
