import { Parser } from 'htmlparser2'

/** Of a page, those that may say in which encoding it is. Source: the HTML standard, "prescan a byte stream". */
const PRESCAN_BYTES = 1024

/** A page's bytes as text: by its byte order mark, else by its header, else by what it says itself, else as UTF-8. Wrong bytes show as such. */
export function pageText(body: Buffer, contentType: string): string {
  const label = markOf(body) ?? charsetIn(contentType) ?? declaredIn(body) ?? 'utf-8'
  return decoderOf(label).decode(body)
}

function markOf(body: Buffer): string | null {
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : null
}

const charsetIn = (contentType: string) => /;\s*charset\s*=\s*"?([\w:.-]{1,40})/i.exec(contentType)?.[1] ?? null

function declaredIn(body: Buffer): string | null {
  let declared: string | null = null
  const parser = new Parser({
    onopentag(name, { charset, content, 'http-equiv': about }) {
      if (name !== 'meta' || declared !== null) return
      declared = charset ?? (about?.toLowerCase() === 'content-type' ? charsetIn(content ?? '') : null)
      // Whoever can read this is not in UTF-16.
      if (declared?.trim().toLowerCase().startsWith('utf-16')) declared = 'utf-8'
    },
  })
  parser.end(body.toString('latin1', 0, PRESCAN_BYTES))
  return declared
}

function decoderOf(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}

/** Control characters, halves of surrogate pairs, and what turns the direction of the text around it. */
const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** A stranger's text as one line of at most `max` characters; null if nothing is left of it. */
export function shortLine(text: string | null | undefined, max: number): string | null {
  // Nobody reads more, and the patterns below need not.
  const line = (text ?? '')
    .slice(0, max * 8)
    .replace(UNWANTED, ' ')
    .replace(/\s+/gu, ' ')
    .normalize('NFC')
    .trim()
  const characters = [...line]
  if (characters.length <= max) return line || null
  return `${characters
    .slice(0, max - 1)
    .join('')
    .trimEnd()}…`
}
