import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import { scopeNames } from '@varal/schema/scopes'
import { errors, type Provider } from 'oidc-provider'
import { callerOf, nobody } from '../auth/caller.ts'
import { languageOf } from '../auth/language.ts'
import { askUsers } from '../operations/users-requests.ts'
import { consentWords } from './consent-words.ts'
import { type ConsentQuestion, consentPage, errorPage, sendPage } from './pages.ts'

interface Parts {
  readonly provider: Provider
  readonly users: SubgraphLink
  readonly log: Logger
  /** Before the request's id. */
  readonly path: string
}

const FORM_BYTES_MAX = 4_096

/**
 * The one page that people see: which app asks for what, and their name and password to allow it. It belongs to the
 * browser that began the request: its cookie names the request, as the address does.
 */
export function answerConsent({ provider, users, log, path }: Parts) {
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, params, prompt } = await provider.interactionDetails(request, response)
    if (request.url !== path + uid) throw new errors.SessionNotFound('this page belongs to another request')
    const client = await provider.Client.find(String(params['client_id']))
    if (!client) throw new errors.InvalidClient('there is no such app')
    const asked = String(params['scope'] ?? '').split(' ')
    const language = languageOf(request.headers['accept-language'])
    const question: ConsentQuestion = {
      language,
      appName: client.clientName ?? '',
      scopes: scopeNames.filter((scope) => asked.includes(scope)),
      redirectUri: String(params['redirect_uri']),
    }
    if (request.method === 'GET') return sendPage(response, consentPage(question))
    if (request.method !== 'POST' || !isForm(request)) throw new errors.InvalidRequest('a form is needed')
    if (prompt.name !== 'login') throw new errors.InvalidRequest('begin anew')

    const form = await readForm(request)
    if (form.get('answer') !== 'allow')
      return provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'not allowed',
      })
    const { userId, sessionId, userErrors } = await authorize(request, form, client.clientId)
    const [refusal] = userErrors
    if (refusal || !userId || !sessionId) {
      const name = form.get('handleOrEmail') ?? ''
      const asksForCode = refusal?.code === 'MFA_REQUIRED' || form.has('otp')
      return sendPage(
        response,
        consentPage({ ...question, name, asksForCode, alert: refusal?.message ?? consentWords[language].tryAgain }),
      )
    }
    // The grant is the session: ending one ends the other.
    const grant = new provider.Grant({ jti: sessionId, accountId: userId, clientId: client.clientId } as never)
    grant.addOIDCScope(question.scopes.join(' '))
    const grantId = await grant.save()
    const result = { login: { accountId: userId, remember: false }, consent: { grantId } }
    await provider.interactionFinished(request, response, result)
  }

  async function authorize(request: IncomingMessage, form: URLSearchParams, appId: string): Promise<Authorized> {
    const text = (name: string) => form.get(name) ?? ''
    const otp = text('otp').trim()
    const input = { handleOrEmail: text('handleOrEmail'), password: text('password'), appId, ...(otp ? { otp } : {}) }
    const caller = callerOf(request, nobody, randomUUID())
    const { authorized } = await askUsers<{ authorized: Authorized }>(users, AUTHORIZE, { input }, caller)
    return authorized
  }

  return (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    respond(request, response).catch((error: unknown) => {
      const language = languageOf(request.headers['accept-language'])
      if (error instanceof errors.OIDCProviderError)
        return sendPage(response, errorPage(language, error.error, error.error_description))
      if (error instanceof Mistake) return sendPage(response, errorPage(language, 'unavailable', error.message))
      log.error({ err: error }, 'the consent page failed')
      return sendPage(response, {
        ...errorPage(language, 'server_error', consentWords[language].ourFault),
        status: 500,
      })
    })
}

interface Authorized {
  readonly userId: string | null
  readonly sessionId: string | null
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}

const AUTHORIZE = `mutation ($input: AuthorizeAppInput!) {
  authorized: authorizeApp(input: $input) { userId sessionId userErrors { code message } }
}`

const isForm = ({ headers }: IncomingMessage) =>
  headers['content-type']?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded'

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = ''
  for await (const chunk of request) {
    body += chunk
    if (body.length > FORM_BYTES_MAX) throw new errors.InvalidRequest('the form is too large')
  }
  return new URLSearchParams(body)
}
