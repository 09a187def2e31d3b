import { z } from 'zod'
import { absolute, type PageSays } from './read-page.ts'

const text = z.string().max(5_000).nullish().catch(null)

/** Of oEmbed 1.0, what is text or an address. Its HTML is never looked at. */
const shape = z.object({ title: text, provider_name: text, author_name: text, thumbnail_url: text })

/** What a page's oEmbed answer adds where the page itself says nothing; null if it is none. */
export function readOembed(
  body: Buffer,
  address: string,
): Pick<PageSays, 'title' | 'description' | 'siteName' | 'pictureUrl'> | null {
  const { data } = shape.safeParse(parseJson(body))
  return data
    ? {
        title: data.title || null,
        description: data.author_name || null,
        siteName: data.provider_name || null,
        pictureUrl: absolute(data.thumbnail_url, address),
      }
    : null
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}
