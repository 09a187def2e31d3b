import { Parser } from 'htmlparser2'

/** What a page says of itself, as it says it. Addresses are absolute, of http or https. */
export interface PageSays {
  readonly title: string | null
  readonly description: string | null
  readonly siteName: string | null
  readonly pictureUrl: string | null
  readonly iconUrl: string | null
  /** Where it says it again, as JSON. */
  readonly oembedUrl: string | null
}

/** What more there is of a page says nothing about it. Bounds the parser's stack, and its time, too. */
const ELEMENTS_MAX = 20_000
const CHUNK_CHARACTERS = 16 * 1024
const VALUE_CHARACTERS_MAX = 5_000
const ICONS_MAX = 20

/** Open Graph before Twitter cards before plain HTML; of several the first. */
const sources = {
  title: ['og:title', 'twitter:title'],
  description: ['og:description', 'twitter:description', 'description'],
  siteName: ['og:site_name', 'application-name'],
  picture: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} as const
const wanted: ReadonlySet<string> = new Set(Object.values(sources).flat())

export function readPage(html: string, address: string): PageSays {
  const meta = new Map<string, string>()
  const icons: Icon[] = []
  let title = ''
  let isInTitle = false
  let hasTitle = false
  let oembed: string | null = null
  let elements = 0
  let depthOfSvg = 0

  const parser = new Parser({
    onopentag(name, attributes) {
      elements++
      if (name === 'svg') depthOfSvg++
      if (name === 'title' && !hasTitle && depthOfSvg === 0) isInTitle = true
      if (name === 'meta') {
        const key = (attributes['property'] ?? attributes['name'] ?? '').trim().toLowerCase()
        const value = attributes['content']?.slice(0, VALUE_CHARACTERS_MAX).trim()
        if (value && wanted.has(key) && !meta.has(key)) meta.set(key, value)
      }
      if (name === 'link') {
        const rels = (attributes['rel'] ?? '').slice(0, 200).toLowerCase().split(/\s+/)
        const type = (attributes['type'] ?? '').trim().toLowerCase()
        const { href } = attributes
        if (!href) return
        if (rels.includes('alternate') && type === 'application/json+oembed') oembed ??= href
        const rank = rankOf(rels, type)
        if (rank !== null && icons.length < ICONS_MAX) icons.push({ href, rank })
      }
    },
    ontext(text) {
      if (isInTitle && title.length < VALUE_CHARACTERS_MAX) title += text
    },
    onclosetag(name) {
      if (name === 'svg') depthOfSvg--
      if (name !== 'title' || !isInTitle) return
      isInTitle = false
      hasTitle = true
    },
  })
  for (let at = 0; at < html.length && elements < ELEMENTS_MAX; at += CHUNK_CHARACTERS) {
    parser.write(html.slice(at, at + CHUNK_CHARACTERS))
  }

  const first = (names: readonly string[]) => names.map((name) => meta.get(name)).find((value) => value) ?? null
  const [icon] = icons.sort((a, b) => a.rank - b.rank)
  return {
    title: first(sources.title) ?? (title.trim() || null),
    description: first(sources.description),
    siteName: first(sources.siteName),
    pictureUrl: absolute(first(sources.picture), address),
    iconUrl: absolute(icon?.href, address),
    oembedUrl: absolute(oembed, address),
  }
}

interface Icon {
  readonly href: string
  /** The lower the better. */
  readonly rank: number
}

/** Of those that we can decode, what is made for this first. SVG is never decoded, and ICO is not either. */
function rankOf(rels: readonly string[], type: string): number | null {
  if (['image/svg+xml', 'image/x-icon', 'image/vnd.microsoft.icon'].includes(type)) return null
  if (rels.includes('icon')) return type === '' ? 2 : 0
  return rels.includes('apple-touch-icon') || rels.includes('apple-touch-icon-precomposed') ? 1 : null
}

export function absolute(href: string | null | undefined, base: string): string | null {
  const url = href ? URL.parse(href.trim(), base) : null
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
