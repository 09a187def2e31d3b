import { anonymous, type Viewer } from '@varal/platform/viewer'
import type { SessionId, UserId } from '@varal/schema/ids'
import { describe, expect, test } from 'vitest'
import {
  type BoardFacts,
  boardRoles,
  type CommentFacts,
  canEditBoard,
  canManageCollaborators,
  canPin,
  canRemovePin,
  canView,
  canViewBoard,
  canViewComment,
  canViewPin,
  type PostFacts,
  visibilities,
  visibleOf,
} from './policy.ts'

const ada = '00000000-0000-7000-8000-00000000000a' as UserId
const ben = '00000000-0000-7000-8000-00000000000b' as UserId
const as = (id: UserId): Viewer => ({ kind: 'user', id, sessionId: id as string as SessionId })
const stranger = { viewerFollows: false, isBlocked: false, isPrivate: false }
const follower = { ...stranger, viewerFollows: true }
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
    ['the anonymous, of a private account,', anonymous, { ...stranger, isPrivate: true }, []],
    ['a stranger, of a private account,', as(ben), { ...stranger, isPrivate: true }, []],
    [
      'a follower, of a private account,',
      as(ben),
      { ...follower, isPrivate: true },
      ['PUBLIC', 'UNLISTED', 'FOLLOWERS'],
    ],
    ['somebody behind a block', as(ben), { ...follower, isBlocked: true }, []],
    ['the author, of a private account,', as(ada), { ...stranger, isPrivate: true }, [...visibilities]],
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

describe('a comment', () => {
  const cleo = '00000000-0000-7000-8000-00000000000c' as UserId
  /** Of ben, under a post of ada. */
  const seenBy = (facts: Partial<CommentFacts>, of: PostFacts = post({})) =>
    [anonymous, as(cleo), as(ben), as(ada)].map((viewer) =>
      canViewComment(viewer, of, { authorId: ben, isBlocked: false, hiddenAt: null, removedAt: null, ...facts }),
    )
  const at = new Date(0)

  test('is seen with its post, but not across a block', () => {
    expect(seenBy({})).toEqual([true, true, true, true])
    expect(seenBy({ isBlocked: true })).toEqual([false, false, false, false])
    expect(seenBy({}, post({ visibility: 'ONLY_ME' }))).toEqual([false, false, false, true])
  })

  test('that is hidden is for who wrote it and the author of the post', () => {
    expect(seenBy({ hiddenAt: at })).toEqual([false, false, true, true])
    expect(seenBy({ hiddenAt: at, isBlocked: true })).toEqual([false, false, false, false])
  })

  test('that moderators removed is for who wrote it', () => {
    expect(seenBy({ removedAt: at })).toEqual([false, false, true, false])
    expect(seenBy({ removedAt: at, hiddenAt: at })).toEqual([false, false, true, false])
  })
})

describe('a board', () => {
  const board = (facts: Partial<BoardFacts>): BoardFacts => ({
    ...{ ownerId: ada, privacy: 'PUBLIC', role: null, removedAt: null, ...stranger, ...facts },
  })
  const may = (judge: (viewer: Viewer, board: BoardFacts) => boolean, facts: Partial<BoardFacts>) =>
    [anonymous, as(ben), as(ada)].map((viewer) =>
      judge(viewer, board(viewer.kind === 'anonymous' ? { ...facts, role: null } : facts)),
    )
  const [everybody, onlyBen, onlyOwner] = [
    [true, true, true],
    [false, true, true],
    [false, false, true],
  ]

  test('is for everybody if it is public, but not across a block, nor of a private account', () => {
    expect(may(canViewBoard, {})).toEqual(everybody)
    expect(may(canViewBoard, { isBlocked: true })).toEqual([false, false, true])
    expect(may(canViewBoard, { isPrivate: true })).toEqual(onlyOwner)
    expect(may(canViewBoard, { isPrivate: true, viewerFollows: true })[1]).toBe(true)
  })

  test.each(['SECRET', 'COLLABORATORS'] as const)('that is %s is for its owner and who takes part', (privacy) => {
    expect(may(canViewBoard, { privacy })).toEqual(onlyOwner)
    for (const role of boardRoles) {
      expect(may(canViewBoard, { privacy, role, isPrivate: true })).toEqual(onlyBen)
      expect(may(canViewBoard, { privacy, role, isBlocked: true })).toEqual(onlyOwner)
    }
  })

  test('that moderators removed is for its owner', () => {
    const removedAt = new Date()
    expect(may(canViewBoard, { removedAt })).toEqual(onlyOwner)
    expect(may(canViewBoard, { removedAt, role: 'ADMIN' })).toEqual(onlyOwner)
    expect(may(canPin, { removedAt, role: 'ADMIN' })).toEqual(onlyOwner)
    expect(may(canEditBoard, { removedAt, role: 'ADMIN' })).toEqual(onlyOwner)
  })

  test('is pinned on by its owner, contributors and admins', () => {
    for (const [role, allowed] of [
      [null, onlyOwner],
      ['VIEWER', onlyOwner],
      ['CONTRIBUTOR', onlyBen],
      ['ADMIN', onlyBen],
    ] as const) {
      expect(may(canPin, { role })).toEqual(allowed)
      expect(may(canPin, { role, isBlocked: true })).toEqual(onlyOwner)
    }
  })

  test('is edited by its owner and admins, who do not let people into a secret one', () => {
    expect(may(canEditBoard, { role: 'CONTRIBUTOR' })).toEqual(onlyOwner)
    expect(may(canEditBoard, { role: 'ADMIN', privacy: 'SECRET' })).toEqual(onlyBen)
    expect(may(canManageCollaborators, { role: 'ADMIN', privacy: 'COLLABORATORS' })).toEqual(onlyBen)
    expect(may(canManageCollaborators, { role: 'ADMIN', privacy: 'SECRET' })).toEqual(onlyOwner)
  })

  test('is cleared by who edits it, and by everybody of what they saved there, as long as they see it', () => {
    expect(may((viewer, facts) => canRemovePin(viewer, facts, ben), {})).toEqual(onlyBen)
    expect(may((viewer, facts) => canRemovePin(viewer, facts, ben), { privacy: 'SECRET' })).toEqual(onlyOwner)
    expect(may((viewer, facts) => canRemovePin(viewer, facts, ada), { role: 'CONTRIBUTOR' })).toEqual(onlyOwner)
    expect(may((viewer, facts) => canRemovePin(viewer, facts, ada), { role: 'ADMIN' })).toEqual(onlyBen)
  })

  test('shows its owner all pins, and others none across a block', () => {
    expect(may((viewer, facts) => canViewPin(viewer, facts, true), {})).toEqual(onlyOwner)
    expect(may((viewer, facts) => canViewPin(viewer, facts, false), {})).toEqual(everybody)
  })
})
