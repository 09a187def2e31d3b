import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './setup-error.ts'
import { writeFileWhole } from './write-file-whole.ts'

/**
 * The secret of this name: made at the first call (192 random bits, URL-safe, unless `make` says otherwise) and kept in a file that only its owner may
 * read. It lies beside the data that it opens, so that both are deleted together.
 */
export function secretFor(dataFolder: string, name: string, make: () => string = randomSecret): string {
  const secrets = readSecrets(dataFolder)
  const known = secrets[name]
  if (known !== undefined) return known
  const secret = make()
  mkdirSync(dataFolder, { recursive: true })
  writeFileWhole(secretsFile(dataFolder), `${JSON.stringify({ ...secrets, [name]: secret }, null, 2)}\n`, 0o600)
  return secret
}

const randomSecret = () => randomBytes(24).toString('base64url')

export function hasSecret(dataFolder: string, name: string): boolean {
  return name in readSecrets(dataFolder)
}

export function secretsFile(dataFolder: string): string {
  return path.join(dataFolder, 'secrets.json')
}

function readSecrets(dataFolder: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(secretsFile(dataFolder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new SetupError(
      `${secretsFile(dataFolder)} is damaged: it is not JSON. Restore it, or delete ${dataFolder} to start with empty data.`,
    )
  }
}
