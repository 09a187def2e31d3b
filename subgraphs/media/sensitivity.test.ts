import { expect, test } from 'vitest'
import { type Judged, sensitivityOf } from './sensitivity.ts'

const nothing: Judged = { safetyState: null, isSensitive: false, modelSensitivity: null, moderatorSensitivity: null }

test.each<[string, Partial<Judged>, string, string]>([
  ['was here before anything was classified', {}, 'SHOW', 'SHOW'],
  ['waits for its answer', { safetyState: 'PENDING' }, 'BLUR', 'SHOW'],
  ['waits, and is sensitive in its owner’s eyes', { safetyState: 'PENDING', isSensitive: true }, 'BLUR', 'BLUR'],
  ['never got an answer', { safetyState: 'REVIEW' }, 'BLUR', 'BLUR'],
  ['is harmless', { safetyState: 'CLEAR', modelSensitivity: 'SHOW' }, 'SHOW', 'SHOW'],
  [
    'is harmless but for its owner',
    { safetyState: 'CLEAR', modelSensitivity: 'SHOW', isSensitive: true },
    'BLUR',
    'BLUR',
  ],
  ['is hidden, whatever its owner says', { safetyState: 'REVIEW', modelSensitivity: 'HIDE' }, 'HIDE', 'HIDE'],
  [
    'a person let through',
    { modelSensitivity: 'HIDE', isSensitive: true, moderatorSensitivity: 'SHOW' },
    'SHOW',
    'SHOW',
  ],
  ['a person hid', { modelSensitivity: 'SHOW', moderatorSensitivity: 'HIDE' }, 'HIDE', 'HIDE'],
])('what %s is shown so', (_what, judged, toOthers, toOwner) => {
  expect(sensitivityOf({ ...nothing, ...judged })).toBe(toOthers)
  expect(sensitivityOf({ ...nothing, ...judged }, true)).toBe(toOwner)
})
