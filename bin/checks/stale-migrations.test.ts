import { expect, test } from 'vitest'
import { staleMigrations } from './stale-migrations.ts'

const likes = { name: 'likes', columns: { post: { type: 'uuid', notNull: true } } }
const follows = { name: 'follows', columns: {} }

test('migrations are fresh when the newest describes the same tables, in whichever order', () => {
  const migrated = { id: '1', prevId: '0', enums: {}, tables: { 'public.likes': likes, 'public.follows': follows } }
  const wanted = { enums: {}, tables: { 'public.follows': follows, 'public.likes': likes }, id: '2', prevId: '1' }

  expect(staleMigrations('social', migrated, wanted)).toBeNull()
})

test('a changed, a new and a dropped table are named, with the command that writes the migration', () => {
  const changed = { ...likes, columns: { post: { type: 'uuid', notNull: false } } }
  const migrated = { tables: { 'public.likes': likes, 'public.blocks': {} } }
  const wanted = { tables: { 'public.likes': changed, 'public.follows': follows } }

  expect(staleMigrations('social', migrated, wanted)).toEqual({
    what: 'subgraphs/social/migrations are behind tables.ts: likes, blocks, follows',
    command: 'npm run migration -- social <name-of-the-change>',
  })
})

test('a changed enum is named', () => {
  const wanted = { tables: {}, enums: { 'public.kind': {} } }

  expect(staleMigrations('social', { tables: {}, enums: {} }, wanted)?.what).toContain('enums')
})

test('a subgraph without migrations is told', () => {
  expect(staleMigrations('social', null, { tables: {} })?.what).toBe('subgraphs/social/migrations is missing')
})
