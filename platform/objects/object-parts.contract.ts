import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { type Objects, partBytesMin } from './objects.ts'

const newKey = () => `contract/${randomBytes(8).toString('hex')}`

const textOf = async (objects: Objects, key: string) => (await buffer(await objects.get('originals', key))).toString()

/** The part of the contract that is about files in parts. @param opened the store, once tests run */
export function objectPartsContract(opened: () => Objects): void {
  describe('a file in parts', () => {
    const first = Buffer.alloc(partBytesMin, 'a')
    const sendPart = async (key: string, uploadId: string, number: number, body: Buffer) => {
      const { url } = await opened().parts.sign('originals', key, uploadId, {
        number,
        bytes: body.length,
        expiresInS: 60,
      })
      return fetch(url, { method: 'PUT', body: new Uint8Array(body) })
    }

    test('is an object once its parts are complete, in their order, and not before', async () => {
      const key = newKey()
      const uploadId = await opened().parts.begin('originals', key, 'video/mp4')
      await sendPart(key, uploadId, 2, Buffer.from('end'))
      await sendPart(key, uploadId, 1, first)
      const parts = await opened().parts.list('originals', key, uploadId)

      expect(parts?.map(({ number, bytes }) => [number, bytes])).toEqual([
        [1, partBytesMin],
        [2, 3],
      ])
      expect(await opened().head('originals', key)).toBeNull()
      expect(await opened().parts.complete('originals', key, uploadId, parts!)).toBe(true)
      expect(await opened().head('originals', key)).toEqual({ bytes: partBytesMin + 3, contentType: 'video/mp4' })
      expect((await textOf(opened(), key)).slice(-5)).toBe('aaend')
      expect(await opened().parts.complete('originals', key, uploadId, parts!)).toBe(false)
      expect(await opened().parts.list('originals', key, uploadId)).toBeNull()
    })

    test('holds the last of a part that was sent twice', async () => {
      const key = newKey()
      const uploadId = await opened().parts.begin('originals', key, 'video/mp4')
      for (const text of ['dark', 'light']) await sendPart(key, uploadId, 1, Buffer.from(text))
      await opened().parts.complete(
        'originals',
        key,
        uploadId,
        (await opened().parts.list('originals', key, uploadId))!,
      )

      expect(await textOf(opened(), key)).toBe('light')
    })

    test('takes no part that is too short, unless it is the last, and none that was not sent', async () => {
      const key = newKey()
      const uploadId = await opened().parts.begin('originals', key, 'video/mp4')
      for (const number of [1, 2]) await sendPart(key, uploadId, number, Buffer.from('short'))
      const parts = (await opened().parts.list('originals', key, uploadId))!

      await expect(opened().parts.complete('originals', key, uploadId, parts)).rejects.toThrow()
      const forged = [{ ...parts[1]!, etag: '"00000000000000000000000000000000"' }]
      await expect(opened().parts.complete('originals', key, uploadId, forged)).rejects.toThrow()
      expect(await opened().head('originals', key)).toBeNull()
    })

    test('is gone when it is aborted, twice too, and is of one key', async () => {
      const key = newKey()
      const uploadId = await opened().parts.begin('originals', key, 'video/mp4')
      expect(await opened().parts.list('originals', newKey(), uploadId)).toBeNull()
      await opened().parts.abort('originals', newKey(), uploadId)
      expect((await sendPart(key, uploadId, 1, Buffer.from('x'))).status).toBe(200)
      for (let time = 0; time < 2; time++) await opened().parts.abort('originals', key, uploadId)

      expect(await opened().parts.list('originals', key, uploadId)).toBeNull()
      expect((await sendPart(key, uploadId, 1, Buffer.from('x'))).status).toBe(404)
    })

    test('has at most 10,000 parts', async () => {
      const key = newKey()
      const uploadId = await opened().parts.begin('originals', key, 'video/mp4')
      expect((await sendPart(key, uploadId, 10_000, Buffer.from('x'))).status).toBe(200)
      for (const number of [10_001, 0, -1, 1.5]) {
        expect((await sendPart(key, uploadId, number, Buffer.from('x'))).status).toBe(400)
      }
    })
  })
}
