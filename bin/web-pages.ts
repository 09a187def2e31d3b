import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OtherPages } from '@varal/gateway/http/other-pages'

const webFolder = fileURLToPath(new URL('../clients/web', import.meta.url))

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** The page loads its own code only; pictures, videos and uploads are on the object store's origin. */
const webPolicy =
  "default-src 'self'; img-src 'self' data: http: https:; media-src 'self' http: https:; connect-src 'self' http: https:; frame-ancestors 'none'"

/** What mails and providers lead to: the same page, which looks at its address. */
const ENTRANCES = ['/app', '/app/verify-email', '/app/reset-password', '/app/signed-in'] as const

/** The web client, under /app. */
export function webPages(): OtherPages {
  const files = readdirSync(webFolder).filter((name) => path.extname(name) in contentTypes)
  const web = files.flatMap((name) => {
    const body = readFileSync(path.join(webFolder, name), 'utf8')
    const headers = {
      'content-type': contentTypes[path.extname(name)] ?? '',
      'content-security-policy': webPolicy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
    }
    const paths = name === 'index.html' ? ENTRANCES : ([`/app/${name}`] as const)
    return paths.map((at) => [at, () => ({ headers, body })] as const)
  })
  return Object.fromEntries(web)
}
