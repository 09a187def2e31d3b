import { z } from 'zod'

/** "ios", "com.example.reader". */
export const clientName = z.string().regex(/^[a-z0-9.-]{1,64}$/)
/** "1.2.0", "2026-03-01+b7". */
export const clientVersion = z.string().regex(/^[\w.+-]{1,64}$/)
/** Most are a hash in hexadecimal; printable ASCII. */
export const operationId = z.string().regex(/^[!-~]{1,128}$/)
