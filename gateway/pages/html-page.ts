import { createHash } from 'node:crypto'
import type { Language } from '@varal/schema/messages'

/** A page of the gateway's own: no script, nothing from elsewhere, in nobody's frame, kept by nobody. */
export interface HtmlPage {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:light-dark(#222,#eee);background:light-dark(#fff,#17181c)}
label{display:block;margin:.75rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}
button{font:inherit;padding:.5rem 1.25rem;margin:1rem .5rem 0 0}a{color:inherit}[role=alert]{color:light-dark(#a11,#ff9c9c)}`
const styleHash = createHash('sha256').update(style).digest('base64')

interface Content {
  readonly status: number
  readonly language: Language
  readonly title: string
  /** HTML. */
  readonly content: string
  /** Where else than here the answer to its form may lead: an origin or a scheme. */
  readonly formLeadsTo?: string
}

export function htmlPage({ status, language, title, content, formLeadsTo = '' }: Content): HtmlPage {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${formLeadsTo}; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      vary: 'accept-language',
    },
    body: `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style><main>${content}</main></html>`,
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
