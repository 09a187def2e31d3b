// Signing in with an account elsewhere: this page makes a verifier up, the gateway gets its hash, and the code that comes back
// is good with that verifier alone.

import { element } from './cards.js'
import { field, form } from './forms.js'
import { isSignedIn, keep, send } from './graph.js'
import { words } from './words.js'

const KEY = 'varal.provider'
const TOKENS = 'tokens { accessToken refreshToken expiresAt }'

export const providers = () => send('{ signInProviders { id name issuer startUrl } }')

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Leaves this page. */
export async function begin({ startUrl }) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  sessionStorage.setItem(KEY, verifier)
  const url = new URL(startUrl)
  url.searchParams.set('challenge', base64url(new Uint8Array(hash)))
  url.searchParams.set('returnTo', `${location.origin}/app/signed-in`)
  location.assign(url)
}

/** The page to which the gateway sends the browser back. */
export async function signedIn(main, enter) {
  const answer = new URLSearchParams(location.hash.slice(1))
  const verifier = sessionStorage.getItem(KEY)
  // Nobody who gets the address later finds the code in it.
  history.replaceState(null, '', location.pathname)
  const code = answer.get('code')
  if (answer.has('error')) return tell(main, words.providerDenied)
  if (!code || !verifier) return tell(main, words.providerLost)
  const input = { code, verifier }
  return isSignedIn() ? link(main, input) : trade(main, input, enter)
}

function tell(main, textContent) {
  main.replaceChildren(
    element('p', { className: 'empty', role: 'alert', textContent }),
    element('p', { className: 'empty' }, element('a', { href: '/app', textContent: words.toHome })),
  )
}

async function trade(main, input, enter) {
  const ask = async (more) => {
    const payload = await send(
      `mutation ($input: SignInWithCodeInput!) { signInWithCode(input: $input) { ${TOKENS} viewer { user { handle } }
        suggested { name handle email } userErrors { code message path } } }`,
      { input: { ...input, ...more } },
    )
    sessionStorage.removeItem(KEY)
    keep(payload.tokens, payload.viewer.user.handle)
    await enter()
  }
  try {
    await ask({})
  } catch (error) {
    if (error.code === 'MFA_REQUIRED') return main.replaceChildren(otpForm((otp) => ask({ otp })))
    if (error.code === 'REGISTRATION_REQUIRED') return main.replaceChildren(newcomerForm(error.payload.suggested, ask))
    tell(main, error.code === 'EMAIL_TAKEN' ? words.providerTaken : error.message)
  }
}

/** The second step of signing in. */
export const otpForm = (act) =>
  form(
    { title: words.signIn, submit: words.continue, act: ({ otp }) => act(otp) },
    field(words.otp, { name: 'otp', required: true, autocomplete: 'one-time-code', maxLength: 40, autofocus: true }),
  )

function newcomerForm(suggested, ask) {
  const act = ({ name, handle, email, birthDate }) =>
    ask({ newcomer: { name, handle, email: email || null, birthDate: birthDate || null } })
  return form(
    { title: words.providerTitle, submit: words.create, act },
    element('p', { textContent: words.providerNew }),
    field(words.name, {
      name: 'name',
      required: true,
      maxLength: 60,
      autocomplete: 'name',
      value: suggested?.name ?? '',
    }),
    field(words.handle, {
      name: 'handle',
      required: true,
      maxLength: 30,
      autocomplete: 'username',
      value: suggested?.handle ?? '',
    }),
    field(words.email, {
      name: 'email',
      type: 'email',
      required: true,
      autocomplete: 'email',
      value: suggested?.email ?? '',
    }),
    field(words.birthDate, { name: 'birthDate', type: 'date', autocomplete: 'bday' }),
  )
}

function link(main, input) {
  const act = async ({ password }) => {
    await send(
      'mutation ($input: LinkIdentityInput!) { linkIdentity(input: $input) { viewer { user { id } } userErrors { code message } } }',
      { input: { ...input, password } },
    )
    sessionStorage.removeItem(KEY)
    tell(main, words.linked)
  }
  main.replaceChildren(
    form(
      { title: words.linkTitle, submit: words.continue, act },
      field(words.password, { name: 'password', type: 'password', required: true, autocomplete: 'current-password' }),
    ),
  )
}
