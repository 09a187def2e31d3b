import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Scope, scopes } from '@varal/schema/scopes'

/** A page of the authorization server: no script, nothing from elsewhere, in nobody's frame. */
export interface OAuthPage {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#222}
label{display:block;margin:.75rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}
button{font:inherit;padding:.5rem 1.25rem;margin:1rem .5rem 0 0}[role=alert]{color:#a11}`
const styleHash = createHash('sha256').update(style).digest('base64')

/** @param returnsTo the app's own address, to which the form's answer leads */
function page(status: number, title: string, content: string, returnsTo = ''): OAuthPage {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${returnsTo}; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style><main>${content}</main></html>`,
  }
}

export interface ConsentQuestion {
  readonly appName: string
  readonly scopes: readonly Scope[]
  /** Where the answer leads. */
  readonly redirectUri: string
  readonly name?: string
  readonly asksForCode?: boolean
  /** Why it is asked again. */
  readonly alert?: string
}

export function consentPage(question: ConsentQuestion): OAuthPage {
  const { appName, scopes: asked, redirectUri, name = '', asksForCode = false, alert } = question
  const list = asked.map((scope) => `<li>${escaped(scopes[scope])}</li>`).join('')
  const code = `<label>Code of your second factor<input name="otp" autocomplete="one-time-code" maxlength="40"></label>`
  return page(
    alert ? 400 : 200,
    `Allow ${appName}?`,
    `<h1>Allow ${escaped(appName)}?</h1><p>It would like to:</p><ul>${list}</ul>
<p>Afterwards you are sent to <b>${escaped(placeOf(redirectUri))}</b>. You can take it back at any time: it is listed among your sessions.</p>
${alert ? `<p role="alert">${escaped(alert)}</p>` : ''}
<form method="post"><label>Handle or e-mail address<input name="handleOrEmail" value="${escaped(name)}" autocomplete="username" maxlength="254"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" maxlength="200"></label>
${asksForCode ? code : ''}<button name="answer" value="allow">Sign in and allow</button><button name="answer" value="deny">Do not allow</button></form>`,
    sourceOf(redirectUri),
  )
}

export const errorPage = (error: string, description = ''): OAuthPage =>
  page(
    400,
    'This did not work',
    `<h1>This did not work</h1><p>${escaped(description || error)}</p><p>Go back to the app and begin anew.</p>`,
  )

export function sendPage(response: ServerResponse, { status, headers, body }: OAuthPage): void {
  response.writeHead(status, headers).end(body)
}

/** A host that people know, or the app's own scheme. */
const placeOf = (uri: string) => URL.parse(uri)?.host || (URL.parse(uri)?.protocol ?? uri)

/** For a policy: an origin or a scheme, neither of which can hold a quote or a semicolon. */
function sourceOf(uri: string): string {
  const url = URL.parse(uri)
  return url ? (url.protocol.startsWith('http') ? url.origin : url.protocol) : ''
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
