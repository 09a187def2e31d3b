import { change, password, section } from './account-changes.js'
import { element } from './cards.js'
import { checkbox, field, form } from './forms.js'
import { keep, send, upload } from './graph.js'
import { providers } from './providers.js'
import { identities, noPassword, passwordPanel, sessions, totpOff, totpOn } from './sign-in-settings.js'
import { moment, words } from './words.js'

const VIEWER = `{ viewer { email emailVerifiedAt hasPassword
  user { id handle displayName bio website location version avatar { id content { ... on ImageContent { renditions(formats: [WEBP]) { url width } } } } audience { isPrivate } }
  secondFactor { recoveryCodesLeft } identities { issuer providerName email }
  sessions { id device lastSeenAt current } } }`

/** @param leave goes on as nobody. @param say tells what went wrong */
export async function settings(main, leave, say) {
  const [viewer, known] = await Promise.all([send(VIEWER), providers()])
  const again = () => settings(main, leave, say)
  main.replaceChildren(
    element(
      'div',
      { className: 'settings' },
      element('h1', { textContent: words.settings }),
      picture(viewer.user, again),
      profile(viewer.user),
      privacy(viewer.user),
      mail(viewer),
      viewer.hasPassword ? passwordPanel() : noPassword(viewer),
      viewer.secondFactor ? totpOn(viewer.secondFactor, again) : totpOff(again),
      known.length > 0 || viewer.identities.length > 0 ? identities(viewer, known, again) : null,
      sessions(viewer.sessions, again, leave, say),
      leaving(leave),
    ),
  )
}

function picture({ avatar, displayName }, again) {
  const url = avatar?.content?.renditions?.[0]?.url
  const shown = url ? element('img', { className: 'avatar', src: url, alt: words.pictureOf(displayName) }) : null
  const act = async ({ picture: file }) => {
    if (!file.size) return
    const avatarAssetId = await upload(file)
    await whenUsable(() => change('updateProfile', { avatarAssetId }, 'user { id }'))
    await again()
  }
  return form(
    { ...section, title: words.avatar, submit: words.save, act },
    shown,
    field(words.chooseAvatar, { name: 'picture', type: 'file', accept: 'image/*', required: true }),
  )
}

/** A picture can be used some moments after it has arrived. */
async function whenUsable(act) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (error.code !== 'ASSET_NOT_USABLE' || attempt === 30) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

function profile(user) {
  let { version } = user
  const act = async ({ displayName, bio, website, location }) => {
    const input = {
      displayName,
      bio: bio || null,
      website: website || null,
      location: location || null,
      expectedVersion: version,
    }
    const edited = await change('updateProfile', input, 'user { version }')
    version = edited.user.version
    return words.saved
  }
  return form(
    { ...section, title: words.profile, submit: words.save, act },
    field(words.name, {
      name: 'displayName',
      value: user.displayName,
      required: true,
      maxLength: 60,
      autocomplete: 'name',
    }),
    field(words.bio, { name: 'bio', value: user.bio ?? '', maxLength: 500, rows: 3 }),
    field(words.website, {
      name: 'website',
      type: 'url',
      value: user.website ?? '',
      maxLength: 500,
      autocomplete: 'url',
    }),
    field(words.location, { name: 'location', value: user.location ?? '', maxLength: 80 }),
  )
}

function privacy({ audience }) {
  const act = async ({ isPrivate }) => {
    await change('updateAudience', { isPrivate: isPrivate === 'on' }, 'user { id }')
    return words.saved
  }
  return form(
    { ...section, title: words.privacy, submit: words.save, act },
    checkbox(words.isPrivate, { name: 'isPrivate', checked: audience?.isPrivate ?? false }),
  )
}

function mail({ email, emailVerifiedAt }) {
  const text = element('p', { textContent: `${email} (${emailVerifiedAt ? words.isVerified : words.isNotVerified})` })
  if (emailVerifiedAt)
    return element('section', { className: 'panel' }, element('h2', { textContent: words.mail }), text)
  const act = async () => {
    await change('requestEmailVerification', { idempotencyKey: crypto.randomUUID() }, 'viewer { email }')
    return words.mailSent
  }
  return form({ ...section, title: words.mail, submit: words.sendAgain, act }, text)
}

function leaving(leave) {
  const act = async ({ password: own, code: otp }, made) => {
    const input = { password: own, ...(otp ? { otp } : {}) }
    const { erasesAt, receiptId } = await change('deleteAccount', input, 'erasesAt receiptId')
    keep(null)
    made.replaceWith(element('p', { role: 'status', textContent: words.deletesAt(moment(erasesAt), receiptId) }))
    setTimeout(leave, 10_000)
  }
  return form(
    { ...section, title: words.leaving, submit: words.deleteAccount, act },
    element('p', { textContent: words.deleteHint }),
    password(),
    field(words.otp, { name: 'code', maxLength: 40, autocomplete: 'one-time-code' }),
    checkbox(words.deleteConfirm, { name: 'sure', required: true }),
  )
}
