/** A browser that keeps cookies of each origin and path, and follows redirects between the origins that it is given. */
export function testBrowser(origins: readonly string[], headers: Readonly<Record<string, string>> = {}) {
  const jar = new Map<string, { value: string; path: string; origin: string }>()

  async function go(url: string | URL, init: RequestInit = {}): Promise<{ response: Response; url: URL }> {
    const at = new URL(url)
    if (!origins.includes(at.origin)) return { response: new Response(null), url: at }
    const response = await step(at, init)
    const location = response.headers.get('location')
    return location ? go(new URL(location, at)) : { response, url: at }
  }

  /** One request, without following. */
  async function step(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const at = new URL(url)
    const cookie = [...jar.values()].length
      ? [...jar].flatMap(([key, { value, path, origin }]) =>
          origin === at.origin && at.pathname.startsWith(path) ? `${key.split(' ')[0]}=${value}` : [],
        )
      : []
    const response = await fetch(at, {
      redirect: 'manual',
      ...init,
      headers: { ...headers, cookie: cookie.join('; '), ...init.headers },
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      const path = /;\s*path=([^;]+)/i.exec(set)?.[1] ?? '/'
      const key = `${name} ${at.origin} ${path}`
      if (value) jar.set(key, { value, path, origin: at.origin })
      else jar.delete(key)
    }
    return response
  }
  return { go, step, jar }
}
