import { expect, test } from 'vitest'
import { staleFile } from './stale-files.ts'

test('a generated file is fresh when it is what would be made now', () => {
  expect(staleFile('a.md', 'npm run docs', 'one\ntwo\n', 'one\ntwo\n')).toBeNull()
})

test('a stale file is told with its first stale line and the command that mends it', () => {
  expect(staleFile('a.md', 'npm run docs', 'one\n2\n', 'one\ntwo\n')).toEqual({
    what: 'a.md is stale (line 2)',
    command: 'npm run docs',
  })
  expect(staleFile('a.md', 'npm run docs', 'one\n', 'one\ntwo\n')?.what).toBe('a.md is stale (line 2)')
})

test('a file that was not committed is missed', () => {
  expect(staleFile('a.md', 'npm run docs', null, '')?.what).toBe('a.md is missing')
})
