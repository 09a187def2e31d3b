import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const MARK = '# Put here by Varal while it installs packages; it can be deleted.'

type Loan =
  /** The text of the file; an existing file is left as it is. */
  | { readonly ifAbsent: string; readonly mode: number }
  /** One more line at the end of the file, which is made if it is absent. */
  | { readonly append: string }

/**
 * Changes a file of the system for a while. Returns what gives it back as it was; what somebody else wrote into it
 * meanwhile stays. What a killed run left behind carries a mark, and is given back by the next one.
 */
export function borrowFile(file: string, loan: Loan): () => void {
  giveBack(file)
  if ('append' in loan) {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${MARK}\n${loan.append}\n`)
  } else if (!existsSync(file)) {
    writeFileSync(file, loan.ifAbsent.replace('\n', `\n${MARK}\n`), { mode: loan.mode })
  }
  return () => giveBack(file)
}

function giveBack(file: string): void {
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const mark = lines.indexOf(MARK)
  if (mark === -1) return
  const rest = [...lines.slice(0, mark), ...lines.slice(mark + 2)].join('\n')
  const isEmpty = rest.trim() === '' || rest.trim() === '#!/bin/sh'
  if (isEmpty) rmSync(file)
  else writeFileSync(file, rest)
}
