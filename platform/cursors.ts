import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'

/** Seals positions for clients to hold, and opens only what it sealed, for the same purpose. */
export interface Cursors {
  /** @param purpose what the cursor is for, `home-feed` or `stream:home:…`: it opens for nothing else. */
  seal(purpose: string, position: unknown): string
  /** The position, or null if the cursor was altered, made for something else, or has another shape. */
  open<Position>(purpose: string, cursor: string, shape: z.ZodType<Position>): Position | null
  /** A keyed hash of a text, hexadecimal: for comparing what must not be stored. */
  hash(text: string): string
}

const MAC_BYTES = 12
const CURSOR_CHARACTERS_MAX = 1_024

/** @param secret at least 32 characters, the same in every process of a system. */
export function sealedCursors(secret: string): Cursors {
  const mac = (purpose: string, payload: string) =>
    createHmac('sha256', secret).update(`${purpose}\0${payload}`).digest().subarray(0, MAC_BYTES)

  return {
    seal(purpose, position) {
      const payload = JSON.stringify(position)
      return Buffer.concat([mac(purpose, payload), Buffer.from(payload)]).toString('base64url')
    },
    open(purpose, cursor, shape) {
      if (cursor.length > CURSOR_CHARACTERS_MAX) return null
      const bytes = Buffer.from(cursor, 'base64url')
      const payload = bytes.subarray(MAC_BYTES).toString()
      // Node skips what is no base64url, and spare bits: of one position there is one cursor.
      if (bytes.toString('base64url') !== cursor) return null
      if (bytes.length <= MAC_BYTES || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(purpose, payload)))
        return null
      return shape.safeParse(JSON.parse(payload)).data ?? null
    },
    hash: (text) => createHmac('sha256', secret).update(text).digest('hex'),
  }
}
