import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, startOidcProvider, type TestProvider } from '../gateway/test-oidc-provider.ts'
import { eventually } from '../world/eventually.ts'
import { freePorts } from '../world/free-ports.ts'
import { startWorld, type World } from '../world/world.ts'
import { type BrowserPage, chromium, openBrowser } from './browser.ts'

const TIMEOUT_MS = 180_000
const PERIOD_MS = 30_000

let world: World
let provider: TestProvider
let page: BrowserPage

beforeAll(async () => {
  if (!chromium) return
  const [gatewayPort, providerPort] = await freePorts(2)
  const gateway = `http://127.0.0.1:${gatewayPort}`
  provider = await startOidcProvider(providerPort!, [`${gateway}/sign-in/example/callback`])
  const one = {
    id: 'example',
    name: 'Example',
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
  }
  world = await startWorld('one process', undefined, {
    GATEWAY_PORT: String(gatewayPort),
    WEB_URL: `${gateway}/app`,
    OIDC_PROVIDERS: JSON.stringify([one]),
  })
  page = await openBrowser('en')
}, TIMEOUT_MS)
afterAll(async () => {
  await page?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

/** The address in the newest mail, as a person's mail program shows it. */
async function linkInMail(path: string): Promise<string> {
  const dir = world.env['MAIL_DIR'] ?? ''
  let link: string | undefined
  await eventually(
    `a mail leads to ${path}`,
    async () => {
      for (const name of (await readdir(dir).catch(() => [])).sort()) {
        // A soft line break of quoted-printable is an equals sign at the end.
        const text = (await readFile(join(dir, name), 'utf8')).replace(/=\r?\n/g, '')
        link = new RegExp(`http://\\S+/${path}#[\\w-]+`).exec(text)?.[0] ?? link
      }
      return link !== undefined
    },
    60_000,
  )
  return link ?? ''
}

test('somebody registers, confirms their address, turns on a second factor, and signs in with it', {
  timeout: TIMEOUT_MS,
}, async ({ skip }) => {
  if (!chromium) return skip('this machine has no Chromium')
  await page.open(`${world.gatewayUrl}/app`)
  await page.press('I am new here')
  await page.fill('Name', 'Ada')
  await page.fill('Handle', 'ada')
  await page.fill('E-mail address', 'ada@example.org')
  await page.fill('New password, 8 characters or more', 'a lamp, a moth')
  await page.press('Create the account')
  await page.sees('@ada')
  await page.sees('Nothing on the line yet.')

  await page.open(await linkInMail('verify-email'))
  await page.press('Continue')
  await page.sees('ada@example.org is confirmed.')
  expect(await page.evaluate('location.hash')).toBe('')

  await page.open(`${world.gatewayUrl}/app#settings`)
  await page.sees('Two-step sign-in')
  const panel = `[...document.querySelectorAll('.panel')].find((one) => one.innerText.includes('Two-step sign-in'))`
  await page.evaluate(`${panel}.querySelector('input').value = 'a lamp, a moth'`)
  await page.press('Turn it on')
  await page.sees('Enter this secret')
  const secret = await page.evaluate<string>(`document.querySelector('[name=secret]').value`)
  const shown = (periods: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + periods * PERIOD_MS })
  await page.evaluate(`${panel}.querySelector('[name=code]').value = ${JSON.stringify(shown(-1))}`)
  await page.evaluate(`${panel}.querySelector('button.main').click()`)
  await page.sees('Keep these recovery codes')

  await page.evaluate('localStorage.clear()')
  await page.open('about:blank')
  await page.open(`${world.gatewayUrl}/app`)
  await page.fill('Handle or e-mail address', 'ada')
  await page.fill('Password', 'a lamp, a moth')
  await page.press('Sign in')
  const otp = 'Code of your authenticator app, or a recovery code'
  await page.fill(otp, '000000')
  await page.press('Continue')
  await page.sees('The code is wrong')
  await page.fill(otp, shown(0))
  await page.press('Continue')
  await page.sees('@ada')
  expect(page.complaints).toEqual([])
})

test('somebody who has forgotten their password gets a mail that leads to a new one', { timeout: TIMEOUT_MS }, async ({
  skip,
}) => {
  if (!chromium) return skip('this machine has no Chromium')
  const [ben] = await world.cast('ben')
  await page.evaluate('localStorage.clear()')
  await page.open('about:blank')
  await page.open(`${world.gatewayUrl}/app`)
  await page.press('Forgot your password?')
  const email = `${ben.handle}@example.org`
  await page.fill('E-mail address', email)
  await page.press('Send me a mail')
  await page.sees('it gets a mail now')
  await page.open(await linkInMail('reset-password'))
  await page.fill('New password, 8 characters or more', 'another lamp, another moth')
  await page.press('Set the password')
  await page.sees('Your password is changed')
  await page.press('Go on')
  await page.fill('Handle or e-mail address', email)
  await page.fill('Password', 'another lamp, another moth')
  await page.press('Sign in')
  await page.sees('Nothing on the line yet.')
  expect(page.complaints).toEqual([])
})

test('somebody comes in through a provider, and nothing that signs them in is left in an address', {
  timeout: TIMEOUT_MS,
}, async ({ skip }) => {
  if (!chromium) return skip('this machine has no Chromium')
  provider.people.set('cleo', { sub: 'cleo', email: 'cleo@mail.example', email_verified: true, name: 'Cleo' })
  provider.atBrowser = 'cleo'
  await page.evaluate('localStorage.clear()')
  await page.open('about:blank')
  await page.open(`${world.gatewayUrl}/app`)
  await page.press('Sign in with Example')
  await page.sees('Choose how you are called here.')
  expect(await page.evaluate('location.href')).toBe(`${world.gatewayUrl}/app/signed-in`)
  await page.press('Create the account')
  await page.sees('@cleo')
  expect(await page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}')

  await page.open(`${world.gatewayUrl}/app#settings`)
  await page.sees('Example: cleo@mail.example')
  await page.sees('You have no password')
  await page.press('Sign out')
  await page.press('Sign in with Example')
  await page.sees('@cleo')
  expect(page.complaints).toEqual([])
})
