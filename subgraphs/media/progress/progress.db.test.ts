import { rowsOf } from '@varal/platform/db'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia, sendFile } from '../media-world.ts'

const HOUR_MS = 3_600_000
let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
})
afterAll(() => world?.[Symbol.asyncDispose]())

let ada: ReturnType<LoneSubgraph['newActor']>
beforeEach(() => {
  ada = app.newActor()
})

let drawn = 0
const file = () =>
  landscape(200 + ++drawn, 100)
    .png()
    .toBuffer()

const Progress = `subscription ($assetId: ID!, $after: StreamCursor) {
  assetProgress(assetId: $assetId, after: $after) {
    __typename
    ... on StreamItem { cursor }
    ... on AssetProgressEvent { stage percent asset { id state placeholder { aspectRatio } content { __typename } } }
    ... on StreamReset { reason }
  }
}`
const watch = async (assetId: string, after?: string, as = ada) => {
  const items = await app.watch(Progress, { assetId, after: after ?? null }, as)
  const next = async () => {
    const { value, done } = await items.next()
    return done ? null : (value.data?.assetProgress as any)
  }
  return {
    next,
    /** Everything to the end. */
    async rest() {
      const all = []
      for (let item = await next(); item; item = await next()) all.push(item)
      return all
    },
    close: () => items.return?.(),
  }
}
const summary = ({ __typename, stage, percent, reason }: any) =>
  stage ? `${stage} ${percent}` : (reason ?? __typename)

const whole = ['RECEIVED 5', 'PROBED 20', 'RENDITION_READY 58', 'RENDITION_READY 95', 'READY 100']
const small = async () =>
  landscape(20 + (++drawn % 200), 15 + drawn)
    .png()
    .toBuffer()
const published = async () => encodeId('Asset', await world.publish(ada, await small(), 'image/png'))

describe('the progress of an asset', () => {
  test('is shown live, from the arrival of the bytes', async () => {
    const bytes = await file()
    const { upload } = await world.createUpload(ada, bytes, { mimeType: 'image/png' })
    const stream = await watch(upload.asset.id)
    expect(summary(await stream.next())).toBe('StreamCheckpoint')
    const arrival = stream.next()
    await sendFile(upload, bytes)
    await world.completeUpload(ada, upload.id)

    expect(await arrival).toMatchObject({ stage: 'RECEIVED', percent: 5, asset: { state: 'PROCESSING' } })
    await stream.close()
  })

  test('is shown from the beginning to whoever comes later, and ends with READY', async () => {
    const all = await (await watch(await published())).rest()
    expect(all.map(summary)).toEqual(whole)
    expect(all.at(-1).asset).toMatchObject({ state: 'READY', content: { __typename: 'ImageContent' } })
  })

  test('ends with FAILED, live too', async () => {
    const { upload } = await world.createUpload(ada, await file(), { mimeType: 'image/png' })
    const stream = await watch(upload.asset.id)
    expect(summary(await stream.next())).toBe('StreamCheckpoint')
    const end = stream.rest()
    app.clock.advance(24 * HOUR_MS)
    await app.doChores()

    expect(await end).toMatchObject([{ stage: 'FAILED', percent: 0, asset: { state: 'FAILED' } }])
  })

  test('shows with each event the asset as it is by then', async () => {
    const assetId = await world.upload(ada, await small(), 'image/png')
    const stream = await watch(encodeId('Asset', assetId))
    expect((await stream.next()).asset).toMatchObject({ state: 'PROCESSING', content: null })
    expect(summary(await stream.next())).toBe('StreamCheckpoint')
    await world.process(assetId)

    expect((await stream.rest()).at(-1).asset).toMatchObject({
      state: 'READY',
      content: { __typename: 'ImageContent' },
    })
  })

  test('may be left while nothing happens', async () => {
    const { upload } = await world.createUpload(ada, await small(), { mimeType: 'image/png' })
    const stream = await watch(upload.asset.id)
    await stream.next()
    const nothing = stream.next()
    await stream.close()
    expect(await nothing).toBeNull()
  })

  test('goes on behind the cursor that the client has', async () => {
    const assetId = await published()
    const all = await (await watch(assetId)).rest()
    for (const [i, { cursor }] of all.slice(0, -1).entries()) {
      expect((await (await watch(assetId, cursor)).rest()).map(summary)).toEqual(whole.slice(i + 1))
    }
  })

  test('ends for a client that has seen the end', async () => {
    const assetId = await published()
    const { cursor } = (await (await watch(assetId)).rest()).at(-1)
    expect((await (await watch(assetId, cursor)).rest()).map(summary)).toEqual(['StreamCheckpoint'])
  })

  test("is nobody else's", async () => {
    const assetId = await published()
    const unknown = encodeId('Asset', mintId('Asset', app.clock.now()))
    const said = []
    for (const [id, as] of [
      [assetId, app.newActor()],
      [unknown, ada],
      ['nonsense', ada],
    ] as const) {
      said.push(await watch(id, undefined, as).then(() => 'shown', String))
    }
    expect(said).toEqual(Array(3).fill('Error: There is no such asset of yours.'))
  })

  test('begins anew for a cursor of another asset, or of none', async () => {
    const [assetId, other] = [await published(), await published()]
    const [{ cursor }] = await (await watch(other)).rest()
    for (const after of [cursor, 'nonsense']) {
      expect((await (await watch(assetId, after)).rest()).map(summary)).toEqual(['CURSOR_INVALID'])
    }
  })

  test('ends live with READY', async () => {
    const assetId = await world.upload(ada, await small(), 'image/png')
    const stream = await watch(encodeId('Asset', assetId))
    expect(summary(await stream.next())).toBe('RECEIVED 5')
    expect(summary(await stream.next())).toBe('StreamCheckpoint')
    const end = stream.rest()
    await world.process(assetId)

    expect((await end).map(summary)).toEqual(whole.slice(1))
  })

  test('that is no longer kept asks the client to look at the asset', async () => {
    const assetId = mintId('Asset', app.clock.now())
    await app.db.execute(sql`
      insert into assets (id, owner_id, kind, state, sha256, rendition_secret, percent, created_at, finished_at, failure_code)
      values (${assetId}, ${ada.id}, 'IMAGE', 'FAILED', '', '', 20, now(), now(), 'DAMAGED')`)
    await app.db.execute(sql`insert into live_topics (topic, last_seq) values (${`asset:${assetId}`}, 3)`)

    const all = await (await watch(encodeId('Asset', assetId))).rest()
    expect(all.map(summary)).toEqual(['CURSOR_TOO_OLD'])
  })

  test('is kept until a day after the end, and as long as there is none', async () => {
    const [finished, waiting] = [
      await world.publish(ada, await small(), 'image/png'),
      await world.upload(ada, await small(), 'image/png'),
    ]
    app.clock.advance(24 * HOUR_MS)
    await app.doChores()
    expect([await entriesOf(finished), await entriesOf(waiting)]).toEqual([5, 1])
    app.clock.advance(1)
    await app.doChores()
    expect([await entriesOf(finished), await entriesOf(waiting)]).toEqual([0, 1])
  })
})

const entriesOf = async (assetId: AssetId) => {
  const [row] = await rowsOf<{ count: number }>(
    app.db,
    sql`select count(*)::int as count from asset_events where asset_id = ${assetId}`,
  )
  return row!.count
}
