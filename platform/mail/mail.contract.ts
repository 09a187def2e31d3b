import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Mail } from './mail.ts'

export interface OpenMail extends AsyncDisposable {
  readonly mail: Mail
  /** What has arrived so far, oldest first, as it travels (RFC 5322). */
  received(): Promise<string[]>
}

/** What every way of sending mails does for us. @param open from `Varal <no-reply@varal.example>` */
export function mailContract(name: string, open: () => Promise<OpenMail>): void {
  describe(`${name}, as a way of sending mails,`, () => {
    let opened: OpenMail
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]()
    })

    async function sent(message: Parameters<Mail['send']>[0]): Promise<string> {
      const before = (await opened.received()).length
      await opened.mail.send(message)
      const all = await opened.received()
      expect(all).toHaveLength(before + 1)
      return all.at(-1)!.replaceAll('\r\n', '\n')
    }

    test('delivers a text to one address, from us', async () => {
      const mail = await sent({ to: 'ada@example.org', subject: 'Hello', text: 'first light\n\nVaral\n' })
      expect(mail).toMatch(/^From: Varal <no-reply@varal\.example>$/m)
      expect(mail).toMatch(/^To: ada@example\.org$/m)
      expect(mail).toMatch(/^Subject: Hello$/m)
      expect(mail).toMatch(/^Message-ID: <.+>$/m)
      expect(mail.slice(mail.indexOf('\n\n'))).toContain('first light\n\nVaral')
    })

    test('keeps accents, in the subject and in the text', async () => {
      const mail = await sent({ to: 'ada@example.org', subject: 'Olá você', text: 'código' })
      expect(mail).toMatch(/^Subject: =\?UTF-8\?Q\?Ol=C3=A1_voc=C3=AA\?=$/m)
      expect(mail).toMatch(/c=C3=B3digo/)
    })

    test('sends HTML beside the text if there is some', async () => {
      const mail = await sent({ to: 'ada@example.org', subject: 'Hello', text: 'plain', html: '<p>rich</p>' })
      expect(mail).toMatch(/^Content-Type: multipart\/alternative/m)
      expect(mail).toMatch(/plain[\s\S]+<p>rich<\/p>/)
    })

    test('adds neither recipients nor headers, whatever stands in an address or a subject', async () => {
      const mail = await sent({
        to: 'ada,ben@example.org',
        subject: 'Hello\r\nBcc: eve@example.org',
        text: 'text',
      })
      expect(mail).not.toMatch(/^Bcc:/m)
      expect(mail).toMatch(/^To: <"ada,ben"@example\.org>$/m)
    })
  })
}
