import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { breakingChanges } from './checks/breaking-changes.ts'
import { fileOf } from './checks/generated-files.ts'

// npm run breaking: whether schema/public.graphql keeps what it promised at the commit BASE; without BASE at origin/main,
// and on that commit itself at the one before.
const CONTRACT = 'schema/public.graphql'

const base = [process.env['BASE'], 'origin/main', 'HEAD~1'].find(
  (name) => name && commitOf(name) !== null && commitOf(name) !== commitOf('HEAD'),
)
const before = base ? git('show', `${base}:${CONTRACT}`) : null

if (process.env['BASE'] && base !== process.env['BASE']) {
  console.error(`There is no commit BASE=${process.env['BASE']} to compare with, other than this one.`)
  process.exit(1)
} else if (before === null) {
  console.log(`There is no earlier ${CONTRACT} to compare with: nothing can have been broken.`)
} else {
  const today = new Date().toISOString().slice(0, 10)
  const broken = await breakingChanges(before, readFileSync(fileOf(CONTRACT), 'utf8'), today)
  for (const one of broken) console.error(`Breaks clients: ${one}`)
  if (broken.length > 0) {
    console.error(
      `\n${CONTRACT} breaks what ${base} promised. Keep the old beside the new, deprecate it with\n` +
        '@deprecated(reason: "… Use X. Removal 2027-10-01."), and remove it after that day.',
    )
    process.exit(1)
  }
  console.log(`${CONTRACT} keeps what ${base} promised.`)
}

function commitOf(name: string): string | null {
  return git('rev-parse', '--verify', '--quiet', `${name}^{commit}`)?.trim() ?? null
}

/** What git says; null if it refuses. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: fileOf('.'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return null
  }
}
