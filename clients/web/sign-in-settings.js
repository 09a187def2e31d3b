import { change, code, password, section } from './account-changes.js'
import { element } from './cards.js'
import { field, form } from './forms.js'
import { keep } from './graph.js'
import { begin } from './providers.js'
import { askForReset, newPasswordField } from './sign-in.js'
import { moment, words } from './words.js'

export function passwordPanel() {
  const act = async ({ password: old, newPassword }, made) => {
    await change('changePassword', { password: old, newPassword }, 'viewer { email }')
    made.reset()
    return words.passwordChanged
  }
  return form(
    { ...section, title: words.changePassword, submit: words.save, act },
    password(words.oldPassword),
    newPasswordField('newPassword'),
  )
}

export const noPassword = ({ email }) =>
  form(
    { ...section, title: words.password, submit: words.sendMail, act: () => askForReset(email) },
    element('p', { textContent: words.noPassword }),
  )

export function totpOff(again) {
  const act = async ({ password: own }, made) => {
    const { secret } = await change('beginTotp', { password: own }, 'secret')
    made.replaceWith(confirmTotp(secret, again))
  }
  return form(
    { ...section, title: words.secondFactor, submit: words.turnOn, act },
    element('p', { textContent: words.totpOff }),
    password(),
  )
}

function confirmTotp(secret, again) {
  const act = async ({ code: shown }, made) => {
    const { recoveryCodes } = await change('confirmTotp', { code: shown }, 'recoveryCodes')
    made.replaceWith(
      element(
        'section',
        { className: 'panel' },
        element('h2', { textContent: words.secondFactor }),
        element('p', { role: 'status', textContent: words.recovery }),
        element('ul', { className: 'codes' }, ...recoveryCodes.map((one) => element('li', { textContent: one }))),
        element('button', { type: 'button', textContent: words.continue, onclick: again }),
      ),
    )
  }
  return form(
    { ...section, title: words.secondFactor, submit: words.continue, act },
    element('p', { textContent: words.totpSecret }),
    field(words.secret, { name: 'secret', value: secret, readOnly: true }),
    code(),
  )
}

export function totpOn({ recoveryCodesLeft }, again) {
  const act = async ({ password: own, code: shown }) => {
    await change('disableTotp', { password: own, code: shown }, 'viewer { email }')
    await again()
  }
  return form(
    { ...section, title: words.secondFactor, submit: words.turnOff, act },
    element('p', { textContent: words.totpOn(recoveryCodesLeft) }),
    password(),
    code(),
  )
}

export function identities(viewer, known, again) {
  const linked = viewer.identities.map(({ issuer, providerName, email }) => {
    const act = async ({ password: own }) => {
      await change('unlinkIdentity', { issuer, password: own }, 'viewer { email }')
      await again()
    }
    const said = element('p', { textContent: email ? `${providerName}: ${email}` : providerName })
    // The last way in stays: the server would refuse to take it.
    return viewer.hasPassword ? form({ className: 'row', submit: words.unlink, act }, said, password()) : said
  })
  const others = known.filter(({ issuer }) => !viewer.identities.some((one) => one.issuer === issuer))
  const buttons = others.map((one) =>
    element('button', { type: 'button', textContent: words.link(one.name), onclick: () => begin(one) }),
  )
  return element(
    'section',
    { className: 'panel' },
    element('h2', { textContent: words.providers }),
    ...linked,
    ...(viewer.hasPassword ? buttons : []),
  )
}

export function sessions(list, again, leave, say) {
  const rows = list.map(({ id, device, lastSeenAt, current }) => {
    const end = async () => {
      await change('endSession', { sessionId: id }, 'endedSessionId')
      if (!current) return again()
      keep(null)
      return leave()
    }
    const said = current ? words.thisOne : words.lastSeen(moment(lastSeenAt))
    return element(
      'li',
      {},
      element('span', { textContent: `${device || '?'} · ${said}` }),
      element('button', {
        type: 'button',
        textContent: current ? words.signOut : words.end,
        onclick: () => end().catch(say),
      }),
    )
  })
  return element(
    'section',
    { className: 'panel' },
    element('h2', { textContent: words.sessions }),
    element('ul', { className: 'rows' }, ...rows),
  )
}
