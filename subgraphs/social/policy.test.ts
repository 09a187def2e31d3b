import { anonymous, type Viewer } from '@varal/platform/viewer'
import type { SessionId, UserId } from '@varal/schema/ids'
import { describe, expect, test } from 'vitest'
import { canPin, canView, canViewBoard, canViewComment, type PostFacts, visibilities, visibleOf } from './policy.ts'

const ada = '00000000-0000-7000-8000-00000000000a' as UserId
const ben = '00000000-0000-7000-8000-00000000000b' as UserId
const as = (id: UserId): Viewer => ({ kind: 'user', id, sessionId: id as string as SessionId })
const stranger = { viewerFollows: false, isBlocked: false }
const follower = { viewerFollows: true, isBlocked: false }
/** Of ada. */
const post = (facts: Partial<PostFacts>): PostFacts => ({
  authorId: ada,
  visibility: 'PUBLIC',
  state: 'PUBLISHED',
  ...stranger,
  ...facts,
})

describe('canView', () => {
  test.each([
    ['the anonymous', anonymous, stranger, ['PUBLIC', 'UNLISTED']],
    ['a stranger', as(ben), stranger, ['PUBLIC', 'UNLISTED']],
    ['a follower', as(ben), follower, ['PUBLIC', 'UNLISTED', 'FOLLOWERS']],
    ['somebody behind a block', as(ben), { viewerFollows: true, isBlocked: true }, []],
    ['the author', as(ada), stranger, [...visibilities]],
  ])('shows %s what is for them', (_who, viewer, standing, seen) => {
    expect(visibleOf(viewer, ada, standing)).toEqual(seen)
    expect(visibilities.filter((visibility) => canView(viewer, post({ visibility, ...standing })))).toEqual(seen)
  })

  test('shows what is not published to its author only', () => {
    for (const state of ['WAITING_FOR_MEDIA', 'FAILED'] as const) {
      expect([anonymous, as(ben), as(ada)].map((viewer) => canView(viewer, post({ state, ...follower })))).toEqual([
        false,
        false,
        true,
      ])
    }
  })

  test('shows what is deleted to nobody', () => {
    expect([anonymous, as(ben), as(ada)].some((viewer) => canView(viewer, post({ state: 'DELETED' })))).toBe(false)
  })
})

test('a comment is seen with its post, but not across a block', () => {
  expect(canViewComment(as(ben), post({}), false)).toBe(true)
  expect(canViewComment(as(ben), post({}), true)).toBe(false)
  expect(canViewComment(as(ben), post({ visibility: 'ONLY_ME' }), false)).toBe(false)
})

test('a secret board is for its owner, a public one for everybody whom no block keeps away', () => {
  const seen = (privacy: 'PUBLIC' | 'SECRET', isBlocked: boolean) =>
    [anonymous, as(ben), as(ada)].map((viewer) => canViewBoard(viewer, { ownerId: ada, privacy, isBlocked }))
  expect(seen('PUBLIC', false)).toEqual([true, true, true])
  expect(seen('PUBLIC', true)).toEqual([false, false, true])
  expect(seen('SECRET', false)).toEqual([false, false, true])
})

test('only the owner pins on a board', () => {
  expect([anonymous, as(ben), as(ada)].map((viewer) => canPin(viewer, { ownerId: ada }))).toEqual([false, false, true])
})
