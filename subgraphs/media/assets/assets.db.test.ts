import type { Db } from '@varal/platform/db'
import { rowsOf } from '@varal/platform/db'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { landscape } from '../drawn-pictures.ts'
import { renditionsOf } from '../images/reads.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { uploadUsage } from '../uploads/reads.ts'
import { assetsById, assetsOfBytes } from './reads.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
})
afterAll(() => world?.[Symbol.asyncDispose]())

const file = async (width: number) => landscape(width, 20).png().toBuffer()
const refer = (ids: readonly string[], as?: ReturnType<LoneSubgraph['newActor']>) =>
  app.ask(
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Asset { id kind state createdAt } } }',
    { of: ids.map((id) => ({ __typename: 'Asset', id })) },
    as,
  )

describe('an asset', () => {
  test('is shown by its id to its owner, and to nobody else', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const id = encodeId('Asset', await world.upload(ada, await file(30)))
    const unknown = encodeId('Asset', mintId('Asset', app.clock.now()))
    const asked = async (of: string, as: typeof ada) =>
      (await app.ask('query ($of: ID!) { asset(id: $of) { id } }', { of }, as)).asset

    expect(await asked(id, ada)).toEqual({ id })
    expect(await asked(id, ben)).toBeNull()
    for (const of of [unknown, '', 'asset_', encodeId('User', ada.id)]) expect(await asked(of, ada)).toBeNull()
    const { errors } = await app.answer('query ($of: ID!) { asset(id: $of) { id } }', { of: id })
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('is shown to everybody where another subgraph refers to it', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const id = encodeId('Asset', await world.publish(ada, await file(31), 'image/png'))
    const shown = { _entities: [{ id, kind: 'IMAGE', state: 'READY', createdAt: '2026-03-01T12:00:00.000Z' }] }

    expect(await refer([id])).toEqual(shown)
    expect(await refer([id], ben)).toEqual(shown)
  })

  test('that does not exist is null among those that do', async () => {
    const ada = app.newActor()
    const id = encodeId('Asset', await world.upload(ada, await file(32)))
    const unknown = encodeId('Asset', mintId('Asset', app.clock.now()))

    const { _entities } = await refer([unknown, id, 'nonsense', encodeId('User', ada.id)])
    expect(_entities.map((one: any) => one?.id ?? null)).toEqual([null, id, null, null])
  })

  test('has no content, placeholder or failure while it waits', async () => {
    const ada = app.newActor()
    const id = encodeId('Asset', await world.upload(ada, await file(33)))
    const { asset } = await app.ask(
      'query ($id: ID!) { asset(id: $id) { content { __typename } placeholder { thumbhash } failure { code } } }',
      { id },
      ada,
    )
    expect(asset).toEqual({ content: null, placeholder: null, failure: null })
  })
})

const plan = async (db: Db, query: { getSQL(): SQL }) =>
  (await rowsOf<{ 'QUERY PLAN': string }>(db, sql`explain ${query.getSQL()}`))
    .map((row) => row['QUERY PLAN'])
    .join('\n')

describe('among 20,000 assets', () => {
  let assetIds: AssetId[]
  beforeAll(async () => {
    await app.db.transaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = 0`)
      await tx.execute(sql`
        insert into assets (id, owner_id, kind, state, sha256, rendition_secret, percent, created_at)
        select md5('asset ' || n)::uuid, md5('owner ' || n % 500)::uuid, 'IMAGE', 'PROCESSING', md5(n::text), '', 5, now()
        from generate_series(1, 20000) n`)
      await tx.execute(sql`
        insert into renditions (asset_id, key, format, width, height, bytes)
        select md5('asset ' || n)::uuid, 'r' || r, 'WEBP', r, r, r
        from generate_series(1, 20000) n, generate_series(1, 3) r`)
      await tx.execute(sql`
        insert into uploads (id, asset_id, owner_id, bytes, mime_type, created_at, expires_at, finished_at)
        select md5('upload ' || n)::uuid, md5('asset ' || n)::uuid, md5('owner ' || n % 500)::uuid, 9, 'image/png',
          now() - n * interval '1 minute', now(), now()
        from generate_series(1, 20000) n`)
      await tx.execute(sql`analyze assets, renditions, uploads`)
    })
    const rows = await rowsOf<{ id: AssetId }>(app.db, sql`select id from assets limit 20`)
    assetIds = rows.map(({ id }) => id)
  })

  test('a page of them, its renditions and what its owner uploaded are found by index', async () => {
    const [{ owner_id: ownerId }] = (await rowsOf(app.db, sql`select owner_id from assets limit 1`)) as [any]
    const at = new Date()

    expect(await plan(app.db, assetsById(app.db)(assetIds))).toContain('assets_pkey')
    expect(await plan(app.db, renditionsOf(app.db)(assetIds))).toContain('renditions_asset_id_key_pk')
    expect(await plan(app.db, assetsOfBytes(app.db, ownerId)(['a']))).toContain('assets_owner_sha256')
    expect(await plan(app.db, uploadUsage(app.db, at)([ownerId]))).toContain('uploads_owner_created')
  })
})
