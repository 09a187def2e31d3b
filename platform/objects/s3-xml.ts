import { escaped, S3Error } from './s3-error.ts'

/*
 * The two documents that S3's clients send are flat lists, written by programs: reading them needs no parser that also
 * knows entities, doctypes and includes, which are the dangerous part of XML.
 */

/** Each `element`'s members, by name, as text. @throws S3Error MalformedXML if there is none, or more than `max`. */
export function listOf(xml: string, element: string, max: number): readonly ReadonlyMap<string, string>[] {
  if (/<!|<\?(?!xml )/.test(xml)) throw malformed()
  const found: Map<string, string>[] = []
  for (const [, inside = ''] of xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))) {
    if (found.length === max) throw malformed()
    found.push(
      new Map([...inside.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = '', text = '']) => [name, plain(text)])),
    )
  }
  if (found.length === 0) throw malformed()
  return found
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string) =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (_all, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    const character = name ? NAMED[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    if (character === undefined) throw malformed()
    return character
  })

const malformed = () => new S3Error('MalformedXML', 'The XML you provided was not well-formed.')

/** Text and elements, in their order. What is text is made safe where the document is written. */
export const xmlDocument = (root: string, inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</${root}>`

export const xmlElement = (name: string, text: string | number | boolean) =>
  `<${name}>${escaped(String(text))}</${name}>`
