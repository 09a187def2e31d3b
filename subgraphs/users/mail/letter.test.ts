import { languages } from '@varal/schema/messages'
import { describe, expect, test } from 'vitest'
import type { MailKind } from './kinds.ts'
import { letter } from './letter.ts'
import { letters } from './letters.ts'
import { mailLanguage } from './mail-language.ts'

const code = 'a'.repeat(32)
const kinds = Object.keys(letters.en.mails) as MailKind[]

describe.each(languages)('mails in %s', (language) => {
  test.each(kinds)('say something of their own: %s', (kind) => {
    const { subject, text } = letter(kind, { language, code: null, webUrl: null })
    expect(subject).toMatch(/^.{10,70}$/)
    expect(text).toContain(letters[language].mails[kind].ending)
    const others = kinds.filter((other) => other !== kind).map((other) => letters[language].mails[other].subject)
    expect(others).not.toContain(subject)
  })
})

describe('a mail with a code', () => {
  test('has a link if there is a web client, with the code where servers do not see it', () => {
    const { text } = letter('RESET_PASSWORD', { language: 'en', code, webUrl: 'https://varal.example/app' })
    const link = new URL(/^https:.*$/m.exec(text)![0])
    expect(link.hash).toBe(`#${code}`)
    expect(`${link.pathname}${link.search}`).toBe('/app/reset-password')
    expect(text).toMatch(new RegExp(`^${code}$`, 'm'))
  })

  test('has the code alone without a web client', () => {
    const { text } = letter('VERIFY_EMAIL', { language: 'es', code, webUrl: null })
    expect(text).not.toMatch(/https?:/)
    expect(text).toMatch(new RegExp(`^${code}$`, 'm'))
  })
})

test.each([
  ['pt-BR', 'pt-BR'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['es-419', 'es'],
  ['en-GB', 'en'],
  ['de-CH', 'en'],
  ['zh-Hant-TW', 'en'],
])('somebody whose locale is %s is written in %s', (locale, language) => {
  expect(mailLanguage(locale)).toBe(language)
})
