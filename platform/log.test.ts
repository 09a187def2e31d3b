import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../testing/world/eventually.ts'
import { createLog } from './log.ts'

test('the log has what happened, and no secrets, wherever they stand', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'varal-log-'))
  const file = path.join(folder, 'sub', 'log')
  const log = createLog('info', file)
  const secret = 'hunter2'
  log.debug('not shown')
  log.child({ requestId: 'r1', token: secret }).info({ user: { email: secret, id: 1 }, password: secret }, 'first')
  log.warn(
    { list: [{ deep: { deeper: { authorization: secret } } }], a: { b: { c: { d: { e: { f: { g: secret } } } } } } },
    'second',
  )
  const fault = Object.assign(new Error(`Failed query: x\nparams: ${secret}`), { params: [secret], code: 'X' })
  log.error({ err: new Error('outer', { cause: fault }) }, 'third')
  await eventually('it is written', () => readFileSync(file, 'utf8').split('\n').length === 4)
  const text = readFileSync(file, 'utf8')
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  await rm(folder, { recursive: true })

  expect(text).not.toContain(secret)
  expect(lines).toMatchObject([
    { requestId: 'r1', token: '[Redacted]', user: { email: '[Redacted]', id: 1 }, msg: 'first' },
    { msg: 'second' },
    { err: { message: 'outer', cause: { message: 'Failed query: x', code: 'X' } }, msg: 'third' },
  ])
  expect(lines[2].err.stack).toContain('log.test.ts')
})
