import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { folderMail } from './folder-mail.ts'
import { mailContract } from './mail.contract.ts'

async function open() {
  const root = await mkdtemp(path.join(tmpdir(), 'varal correio '))
  const dir = path.join(root, 'not there yet')
  const clock = manualClock(new Date('2026-03-01T12:00:00.000Z'))
  const mail = folderMail({ dir, from: 'Varal <no-reply@varal.example>', clock })
  const files = async () => (await readdir(dir).catch(() => [])).toSorted()
  return {
    dir,
    files,
    mail: {
      ...mail,
      async send(message: Parameters<typeof mail.send>[0]) {
        clock.advance(1)
        await mail.send(message)
      },
    },
    received: async () => Promise.all((await files()).map((name) => readFile(path.join(dir, name), 'utf8'))),
    async [Symbol.asyncDispose]() {
      await mail[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

mailContract('a folder', open)

const message = { to: 'ada@example.org', subject: 'Hello', text: 'text' }

test('a folder of mails is for its owner alone', async () => {
  await using folder = await open()
  await folder.mail.send(message)
  const [name = ''] = await folder.files()
  expect(name).toMatch(/^2026-03-01T12-00-00\.001Z-[0-9a-f]{8}\.eml$/)
  expect((await stat(path.join(folder.dir, name))).mode & 0o077).toBe(0)
  expect((await stat(folder.dir)).mode & 0o077).toBe(0)
})

test('a folder of mails holds 500, of which the oldest make room', async () => {
  await using folder = await open()
  await folder.mail.send(message)
  const older = Array.from({ length: 505 }, (_, i) => `2025-01-01-${String(i).padStart(3, '0')}.eml`)
  await Promise.all(older.map((name) => writeFile(path.join(folder.dir, name), '')))
  await folder.mail.send(message)
  const left = await folder.files()
  expect(left).toHaveLength(500)
  expect(left[0]).toBe('2025-01-01-007.eml')
})
