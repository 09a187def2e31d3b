import { element } from './cards.js'
import { field, form, linkButton } from './forms.js'
import { keep, send } from './graph.js'
import { begin, otpForm, providers } from './providers.js'
import { words } from './words.js'

const TOKENS = 'tokens { accessToken refreshToken expiresAt }'

const nameField = () =>
  field(words.handleOrEmail, {
    name: 'handleOrEmail',
    required: true,
    maxLength: 254,
    autocomplete: 'username',
    autocapitalize: 'none',
  })
const passwordField = () =>
  field(words.password, {
    name: 'password',
    type: 'password',
    required: true,
    maxLength: 200,
    autocomplete: 'current-password',
  })
export const newPasswordField = (name = 'password') =>
  field(words.newPassword, {
    name,
    type: 'password',
    required: true,
    minLength: 8,
    maxLength: 200,
    autocomplete: 'new-password',
  })

/** @param enter goes on as whoever is signed in now */
export async function signIn(main, enter) {
  const sign = async (handleOrEmail, password, otp) => {
    const { tokens } = await send(
      `mutation ($input: CreateSessionInput!) { createSession(input: $input) { ${TOKENS} userErrors { code message path } } }`,
      { input: { handleOrEmail, password, ...(otp ? { otp } : {}) } },
    )
    keep(tokens, handleOrEmail.replace(/^@/, ''))
    await enter()
  }
  const act = async ({ handleOrEmail, password }) => {
    try {
      await sign(handleOrEmail, password)
    } catch (error) {
      if (error.code !== 'MFA_REQUIRED') throw error
      main.replaceChildren(otpForm((otp) => sign(handleOrEmail, password, otp)))
      main.querySelector('input').focus()
    }
  }
  const others = element('div', { className: 'others' })
  main.replaceChildren(
    element(
      'div',
      { className: 'door' },
      form({ title: words.hello, submit: words.signIn, act }, nameField(), passwordField()),
      element(
        'div',
        { className: 'sign' },
        others,
        linkButton(words.forgot, () => main.replaceChildren(forgotten(main, enter))),
        linkButton(words.register, () => register(main, enter)),
      ),
    ),
  )
  // Beside the form, which does not wait for them.
  for (const provider of await providers())
    others.append(
      element('button', {
        type: 'button',
        textContent: words.withProvider(provider.name),
        onclick: () => begin(provider),
      }),
    )
}

const back = (main, enter) => linkButton(words.back, () => signIn(main, enter))

function register(main, enter) {
  const idempotencyKey = { of: '', value: '' }
  const act = async ({ birthDate, ...given }) => {
    // Sent again unchanged, it is the same registration.
    const of = JSON.stringify([given, birthDate])
    if (idempotencyKey.of !== of) Object.assign(idempotencyKey, { of, value: crypto.randomUUID() })
    const input = { ...given, birthDate: birthDate || null, idempotencyKey: idempotencyKey.value }
    const { tokens, viewer } = await send(
      `mutation ($input: RegisterInput!) { register(input: $input) { ${TOKENS} viewer { user { handle } } userErrors { code message path } } }`,
      { input },
    )
    keep(tokens, viewer.user.handle)
    await enter()
  }
  main.replaceChildren(
    form(
      { title: words.registerTitle, submit: words.create, act },
      field(words.name, { name: 'name', required: true, maxLength: 60, autocomplete: 'name' }),
      field(words.handle, {
        name: 'handle',
        required: true,
        maxLength: 30,
        autocomplete: 'username',
        autocapitalize: 'none',
      }),
      field(words.email, { name: 'email', type: 'email', required: true, maxLength: 254, autocomplete: 'email' }),
      newPasswordField(),
      field(words.birthDate, { name: 'birthDate', type: 'date', autocomplete: 'bday' }),
      back(main, enter),
    ),
  )
  main.querySelector('input').focus()
}

function forgotten(main, enter) {
  return form(
    { title: words.forgotTitle, submit: words.sendMail, act: ({ email }) => askForReset(email) },
    field(words.email, { name: 'email', type: 'email', required: true, maxLength: 254, autocomplete: 'email' }),
    back(main, enter),
  )
}

/** Gives what to say: the same whether or not there is an account. */
export async function askForReset(email) {
  await send(
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code message } } }',
    { input: { email } },
  )
  return words.mailSent
}
