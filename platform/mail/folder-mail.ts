import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import type { Clock } from '../clock.ts'
import type { Mail } from './mail.ts'

/** The oldest make room. */
const FILES_MAX = 500

export interface FolderMailOptions {
  readonly dir: string
  readonly from: string
  readonly clock: Clock
}

/** Puts mails into a folder, as `.eml` files that mail programs open: for development, where nobody is to be written to. */
export function folderMail({ dir, from, clock }: FolderMailOptions): Mail {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

  return {
    async send({ to, ...content }) {
      const { message } = await composer.sendMail({ from, to: { name: '', address: to }, ...content })
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const name = `${clock.now().toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}`
      // Under its name it is whole.
      const unfinished = path.join(dir, `.${name}`)
      await writeFile(unfinished, message as Buffer, { mode: 0o600 })
      await rename(unfinished, path.join(dir, `${name}.eml`))
      await forgetOldest(dir)
    },
    async [Symbol.asyncDispose]() {
      composer.close()
    },
  }
}

async function forgetOldest(dir: string): Promise<void> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.eml')).toSorted()
  const oldest = files.slice(0, Math.max(0, files.length - FILES_MAX))
  await Promise.all(oldest.map((name) => rm(path.join(dir, name), { force: true })))
}
