import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { borrowFile } from './borrow-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'varal-borrow-'))
afterAll(() => rmSync(folder, { recursive: true }))

const POLICY = { ifAbsent: '#!/bin/sh\nexit 101\n', mode: 0o755 }

describe('a borrowed file', () => {
  test('is gone again when there was none', () => {
    const file = path.join(folder, 'absent')
    const giveBack = borrowFile(file, POLICY)
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/bin\/sh\n[\s\S]*\nexit 101\n$/)
    giveBack()
    expect(existsSync(file)).toBe(false)
  })

  test('stays as it is when somebody has one of their own', () => {
    const file = path.join(folder, 'own')
    writeFileSync(file, '#!/bin/sh\nexit 0\n')
    borrowFile(file, POLICY)()
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\nexit 0\n')
  })

  test('loses an added line, and only that', () => {
    const file = path.join(folder, 'appended')
    writeFileSync(file, 'before = 1\n')
    const giveBack = borrowFile(file, { append: 'ours = 2' })
    writeFileSync(file, `${readFileSync(file, 'utf8')}written meanwhile = 3\n`)
    giveBack()
    expect(readFileSync(file, 'utf8')).toBe('before = 1\nwritten meanwhile = 3\n')
  })

  test('is given back by the next run when one was killed', () => {
    const file = path.join(folder, 'killed')
    borrowFile(file, { append: 'ours = 2' })
    borrowFile(file, { append: 'ours = 2' })()
    expect(existsSync(file)).toBe(false)
  })
})
