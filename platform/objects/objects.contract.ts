import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { objectPartsContract } from './object-parts.contract.ts'
import type { Bucket, Objects, SignedPut } from './objects.ts'

const textOf = async (objects: Objects, bucket: Bucket, key: string) =>
  (await buffer(await objects.get(bucket, key))).toString()

const newKey = () => `contract/${randomBytes(8).toString('hex')}`

const send = ({ url, headers }: SignedPut, body: string, method = 'PUT') => fetch(url, { method, headers, body })

/** What every object store does for us. @param open a store with two empty buckets. */
export function objectsContract(name: string, open: () => Promise<Objects>): void {
  describe(`${name}, as an object store,`, () => {
    let objects: Objects
    beforeAll(async () => {
      objects = await open()
    })
    afterAll(async () => {
      await objects?.[Symbol.asyncDispose]()
    })

    test('gives back what was put, with its size and type', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.from('light'), 'image/png')

      expect(await textOf(objects, 'originals', key)).toBe('light')
      expect(await objects.head('originals', key)).toEqual({ bytes: 5, contentType: 'image/png' })
    })

    test('keeps an empty object', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.alloc(0), 'image/png')

      expect(await objects.head('originals', key)).toEqual({ bytes: 0, contentType: 'image/png' })
      expect(await textOf(objects, 'originals', key)).toBe('')
    })

    test('has nothing under a key that was never written', async () => {
      expect(await objects.head('originals', newKey())).toBeNull()
      await expect(objects.get('originals', newKey()).then(buffer)).rejects.toThrow()
    })

    test('holds the last of several writes', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.from('first, and longer'), 'image/png')
      await objects.put('originals', key, Buffer.from('second'), 'image/gif')

      expect(await textOf(objects, 'originals', key)).toBe('second')
      expect(await objects.head('originals', key)).toEqual({ bytes: 6, contentType: 'image/gif' })
    })

    test('keeps a key and the keys below it apart, and the buckets too', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.from('stem'), 'image/png')
      await objects.put('originals', `${key}/leaf`, Buffer.from('leaf'), 'image/png')

      expect(await textOf(objects, 'originals', key)).toBe('stem')
      expect(await textOf(objects, 'originals', `${key}/leaf`)).toBe('leaf')
      expect(await objects.head('renditions', key)).toBeNull()
    })

    test('deletes many keys at once, whether or not they exist', async () => {
      const keys = [newKey(), newKey()]
      for (const key of keys) await objects.put('renditions', key, Buffer.from('x'), 'image/png')
      await objects.delete('renditions', [...keys, newKey()])
      await objects.delete('renditions', [])

      for (const key of keys) expect(await objects.head('renditions', key)).toBeNull()
    })

    test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'A', 'a b', 'a%2fb', 'ä', 'a\0', 'a'.repeat(513)])(
      'takes no key like %j',
      async (key) => {
        await expect(objects.put('originals', key, Buffer.from('x'), 'image/png')).rejects.toThrow()
        await expect(
          objects.signPut('originals', key, { contentType: 'image/png', bytes: 1, expiresInS: 60 }),
        ).rejects.toThrow()
      },
    )

    describe('a signed address', () => {
      const put = { contentType: 'image/png', bytes: 5, expiresInS: 60 }

      test('takes one file of the signed size and type, from anybody', async () => {
        const key = newKey()
        const signed = await objects.signPut('originals', key, put)

        expect((await send(signed, 'light')).status).toBe(200)
        expect(await textOf(objects, 'originals', key)).toBe('light')
        expect(await objects.head('originals', key)).toEqual({ bytes: 5, contentType: 'image/png' })
      })

      test.each([
        ['longer', 'lights'],
        ['shorter', 'dark'],
        ['empty', ''],
      ])('refuses a file that is %s than was signed', async (_how, body) => {
        const key = newKey()
        const refused = await send(await objects.signPut('originals', key, put), body)

        expect(refused.status).toBe(403)
        expect(await refused.text()).toContain('<Code>SignatureDoesNotMatch</Code>')
        expect(await objects.head('originals', key)).toBeNull()
      })

      test('refuses another type, key, bucket and method', async () => {
        const [key, other] = [newKey(), newKey()]
        const { url, headers } = await objects.signPut('originals', key, put)
        const asHtml = { url, headers: { ...headers, 'Content-Type': 'text/html' } }
        const elsewhere = { url: url.replace(key, other), headers }
        const inPublic = { url: url.replace('originals', 'renditions'), headers }

        for (const refused of [
          await send(asHtml, 'light'),
          await send(elsewhere, 'light'),
          await send(inPublic, 'light'),
          await fetch(url, { method: 'DELETE' }),
          await fetch(url),
        ]) {
          expect(refused.status).toBeGreaterThanOrEqual(400)
          expect(refused.status).toBeLessThan(500)
        }
        for (const bucket of ['originals', 'renditions'] as const) {
          expect(await objects.head(bucket, key)).toBeNull()
          expect(await objects.head(bucket, other)).toBeNull()
        }
      })
    })

    describe('a rendition', () => {
      test('is read by anybody, for ever the same, as nothing but its type', async () => {
        const key = `${newKey()}.webp`
        await objects.put('renditions', key, Buffer.from('light'), 'image/webp')
        const answer = await fetch(objects.publicUrl(key))

        expect(answer.status).toBe(200)
        expect(await answer.text()).toBe('light')
        expect(answer.headers.get('content-type')).toBe('image/webp')
        expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/)
      })

      test('is sent in part to who asks for a part', async () => {
        const key = newKey()
        await objects.put('renditions', key, Buffer.from('first light'), 'image/webp')
        const part = (range: string) => fetch(objects.publicUrl(key), { headers: { range } })

        const middle = await part('bytes=6-8')
        expect(middle.status).toBe(206)
        expect(middle.headers.get('content-range')).toBe('bytes 6-8/11')
        expect(await middle.text()).toBe('lig')
        expect(await (await part('bytes=6-')).text()).toBe('light')
        expect(await (await part('bytes=-3')).text()).toBe('ght')
        expect((await part('bytes=11-')).status).toBe(416)
      })

      test('is not sent again to who has it', async () => {
        const key = newKey()
        await objects.put('renditions', key, Buffer.from('light'), 'image/webp')
        const etag = (await fetch(objects.publicUrl(key))).headers.get('etag') ?? ''

        const again = await fetch(objects.publicUrl(key), { headers: { 'if-none-match': etag } })
        expect(again.status).toBe(304)
        expect(await again.text()).toBe('')
      })

      test('that does not exist is not found', async () => {
        const answer = await fetch(objects.publicUrl(newKey()))
        expect([403, 404]).toContain(answer.status)
      })
    })

    test('shows no original to anybody without a signature, and not whether it exists', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.from('x'), 'image/png')
      const addressOf = (of: string) => objects.publicUrl(of).replace('renditions', 'originals')

      const answers = await Promise.all([fetch(addressOf(key)), fetch(addressOf(newKey()))])
      expect(answers.map((answer) => answer.status)).toEqual([403, 403])
    })

    describe('many bytes', () => {
      test('are stored as they come, if they are as many as was said', async () => {
        const [key, other] = [newKey(), newKey()]
        const stream = () => Readable.from([Buffer.alloc(100_000, 'a'), Buffer.alloc(50_000, 'b')])
        await objects.put('renditions', key, { stream: stream(), bytes: 150_000 }, 'video/mp4')

        expect(await objects.head('renditions', key)).toEqual({ bytes: 150_000, contentType: 'video/mp4' })
        expect((await textOf(objects, 'renditions', key)).slice(99_999, 100_001)).toBe('ab')
        await expect(
          objects.put('renditions', other, { stream: stream(), bytes: 150_001 }, 'video/mp4'),
        ).rejects.toThrow()
        expect(await objects.head('renditions', other)).toBeNull()
      })

      test('are read in part', async () => {
        const key = newKey()
        await objects.put('originals', key, Buffer.from('first light'), 'image/png')
        const part = async (first: number, last: number) =>
          (await buffer(await objects.get('originals', key, { first, last }))).toString()

        expect(await part(6, 8)).toBe('lig')
        expect(await part(6, 99)).toBe('light')
        await expect(part(11, 12)).rejects.toThrow()
      })
    })

    test('stores what is new, of several at once one, and leaves what is there', async () => {
      const key = newKey()
      const put = (text: string) => objects.putNew('originals', key, Buffer.from(text), 'image/png')
      const stored = await Promise.all([put('light'), put('light'), put('light')])

      expect(stored.filter(Boolean)).toHaveLength(1)
      expect(await put('other')).toBe(false)
      expect(await textOf(objects, 'originals', key)).toBe('light')
    })

    test('lists what begins with a prefix, in order, with its size', async () => {
      const prefix = `${newKey()}/`
      const keys = ['a', 'a/b', 'a0', 'b'].map((name) => prefix + name)
      for (const key of keys.toReversed()) await objects.put('renditions', key, Buffer.from(key), 'image/png')
      const listed = await Array.fromAsync(objects.list('renditions', prefix))

      expect(listed.map(({ key, bytes }) => [key, bytes])).toEqual(keys.map((key) => [key, key.length]))
      expect(await Array.fromAsync(objects.list('originals', prefix))).toEqual([])
    })

    test('lets who holds a signed address read an original, as a download, until it expires', async () => {
      const key = newKey()
      await objects.put('originals', key, Buffer.from('light'), 'image/png')
      const url = await objects.signGet('originals', key, 60)
      const answer = await fetch(url, { headers: { range: 'bytes=1-2' } })

      expect([answer.status, await answer.text()]).toEqual([206, 'ig'])
      expect(answer.headers.get('content-disposition')).toBe('attachment')
      expect((await fetch(url.replace(key, newKey()))).status).toBe(403)
      expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403)
    })

    objectPartsContract(() => objects)
  })
}
