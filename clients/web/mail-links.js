// The pages that mails lead to. Their code stands behind the #, which browsers keep to themselves.

import { element } from './cards.js'
import { form } from './forms.js'
import { keep, send } from './graph.js'
import { newPasswordField } from './sign-in.js'
import { words } from './words.js'

const takeCode = () => {
  const code = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
  return code
}

const told = (title, text) => [
  element('h1', { textContent: title }),
  element('p', { role: 'status', textContent: text }),
  element('p', {}, element('a', { href: '/app', textContent: words.toHome })),
]
const page = (main, ...children) => main.replaceChildren(element('div', { className: 'sign' }, ...children))

/** By a button: programs that look into mails open links, and would use the code up. */
export async function verifyEmail(main) {
  const token = takeCode()
  if (!token) return page(main, ...told(words.verifyTitle, words.noCode))
  const act = async () => {
    const { email } = await send(
      'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { email userErrors { code message } } }',
      { input: { token } },
    )
    page(main, ...told(words.verifyTitle, words.verified(email)))
  }
  main.replaceChildren(form({ title: words.verifyTitle, submit: words.continue, act }))
}

export async function resetPassword(main) {
  const token = takeCode()
  if (!token) return page(main, ...told(words.resetTitle, words.noCode))
  const act = async ({ newPassword }) => {
    await send(
      'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code message path } } }',
      { input: { token, newPassword } },
    )
    keep(null)
    page(main, ...told(words.resetTitle, words.resetDone))
  }
  main.replaceChildren(form({ title: words.resetTitle, submit: words.reset, act }, newPasswordField('newPassword')))
}
