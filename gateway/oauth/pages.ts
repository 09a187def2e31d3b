import type { ServerResponse } from 'node:http'
import type { Language } from '@varal/schema/messages'
import type { Scope } from '@varal/schema/scopes'
import { escaped, type HtmlPage, htmlPage } from '../pages/html-page.ts'
import { consentWords } from './consent-words.ts'

export interface ConsentQuestion {
  readonly language: Language
  readonly appName: string
  readonly scopes: readonly Scope[]
  /** Where the answer leads. */
  readonly redirectUri: string
  readonly name?: string
  readonly asksForCode?: boolean
  /** Why it is asked again. */
  readonly alert?: string
}

export function consentPage(question: ConsentQuestion): HtmlPage {
  const { language, appName, scopes: asked, redirectUri, name = '', asksForCode = false, alert } = question
  const words = consentWords[language]
  const list = asked.map((scope) => `<li>${escaped(words.scopes[scope])}</li>`).join('')
  const code = `<label>${words.otp}<input name="otp" autocomplete="one-time-code" maxlength="40"></label>`
  return htmlPage({
    status: alert ? 400 : 200,
    language,
    title: words.title(appName),
    content: `<h1>${words.title(escaped(appName))}</h1><p>${words.wouldLike}</p><ul>${list}</ul>
<p>${words.afterwards(`<b>${escaped(placeOf(redirectUri))}</b>`)}</p>
${alert ? `<p role="alert">${escaped(alert)}</p>` : ''}
<form method="post"><label>${words.handleOrEmail}<input name="handleOrEmail" value="${escaped(name)}" autocomplete="username" maxlength="254"></label>
<label>${words.password}<input name="password" type="password" autocomplete="current-password" maxlength="200"></label>
${asksForCode ? code : ''}<button name="answer" value="allow">${words.allow}</button><button name="answer" value="deny">${words.deny}</button></form>`,
    formLeadsTo: sourceOf(redirectUri),
  })
}

/** @param description for developers, in English, where there is one */
export function errorPage(language: Language, error: string, description = ''): HtmlPage {
  const { failed, beginAnew } = consentWords[language]
  const content = `<h1>${failed}</h1><p>${escaped(description || error)}</p><p>${beginAnew}</p>`
  return htmlPage({ status: 400, language, title: failed, content })
}

export function sendPage(response: ServerResponse, { status, headers, body }: HtmlPage): void {
  response.writeHead(status, headers).end(body)
}

/** A host that people know, or the app's own scheme. */
const placeOf = (uri: string) => URL.parse(uri)?.host || (URL.parse(uri)?.protocol ?? uri)

/** For a policy: an origin or a scheme, neither of which can hold a quote or a semicolon. */
function sourceOf(uri: string): string {
  const url = URL.parse(uri)
  return url ? (url.protocol.startsWith('http') ? url.origin : url.protocol) : ''
}
