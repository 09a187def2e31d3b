import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { decodeId } from '@varal/platform/global-ids'
import { expect, test } from 'vitest'
import { type Actor, PASSWORD } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { tracesOf } from '../world/traces-of.ts'
import { startWorld, type World } from '../world/world.ts'

/** What is kept for a day only, and then goes by itself; and what others wrote, who may name whom they like. */
const forADay =
  /\.(outbox\.data|idempotency_keys\.(scope|outcome)|post_activity\.author_id|board_activity\.saver_id|public_events\.author_id|posts\.text)$/

test('a person gets a copy of what is theirs, leaves, and nothing is left in any database or bucket', {
  timeout: 240_000,
}, async () => {
  await using world = await startWorld('one process', undefined, { ERASURE_GRACE_S: '0' })
  const [ada, ben] = await world.cast('ada', 'ben')
  const { adasPost, bensPost } = await liveTogether(world, ada, ben)
  const adasId = decodeId('User', ada.id) ?? ''
  const names = [adasId, ada.id, ada.handle, `${ada.handle}@example.org`]
  expect((await tracesOf(world, names)).length).toBeGreaterThan(30)
  const objects = async () =>
    (await readdir(world.env['OBJECTS_DIR'] ?? '', { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    ).length
  expect(await objects()).toBeGreaterThan(3)

  const copy = await copyOf(world, ada)
  expect(copy.get('README.txt')).toContain('a copy of what is yours')
  expect(lines(copy.get('users/account.jsonl'))).toMatchObject([{ id: ada.id, email: `${ada.handle}@example.org` }])
  expect(lines(copy.get('social/posts.jsonl'))).toMatchObject([{ id: adasPost, media: [expect.any(String)] }])
  expect(lines(copy.get('social/comments.jsonl'))).toMatchObject([{ post: bensPost, text: 'ah!' }])
  expect([...copy.keys()].filter((name) => name.startsWith('media/files/'))).toHaveLength(1)
  const everything = [...copy.values()].join()
  for (const others of [`${ben.handle}@example.org`, 'oh!', 'evenings']) expect(everything).not.toContain(others)

  const { deleteAccount } = await ask(
    world,
    'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { receiptId erasesAt userErrors { code } } }',
    { input: { password: PASSWORD, reason: 'enough' } },
    ada,
  )
  expect(deleteAccount.userErrors).toEqual([])
  const seen = (id: string, postId: string) =>
    ask(
      world,
      '{ user(id: "$id") { id } post(id: "$post") { id } }'.replace('$id', id).replace('$post', postId),
      {},
      ben,
    )
  await eventually('ben does not find ada any more', async () => {
    const { user, post } = await seen(ada.id, adasPost)
    return user === null && post === null
  })
  const receipt = async () =>
    (
      await ask(world, 'query ($id: ID!) { erasure(id: $id) { state confirmations { part at } finishedAt } }', {
        id: deleteAccount.receiptId,
      })
    ).erasure
  expect((await receipt()).state).toMatch(/SCHEDULED|RUNNING/)

  await eventually('the receipt is closed', async () => (await receipt()).state === 'FINISHED', 90_000)
  const { confirmations, finishedAt } = await receipt()
  expect(confirmations.map(({ part }: { part: string }) => part).sort()).toEqual([
    'feed',
    'media',
    'recs',
    'social',
    'users',
  ])
  expect(finishedAt).toBe(confirmations.at(-1).at)
  expect((await tracesOf(world, names)).filter((trace) => !forADay.test(trace))).toEqual([])
  expect(await objects()).toBe(0)

  await eventually('what ada did is counted no more', async () => {
    const { post } = await ask(
      world,
      'query ($id: ID!) { post(id: $id) { counts { likes { value } comments { value } saves { value } } author { followerCount { value } } } }',
      { id: bensPost },
      ben,
    )
    return JSON.stringify(post).match(/"value":"0"/g)?.length === 4
  })
})

/** Each does to the other what people do. Ben then has nothing in the store. */
async function liveTogether(world: World, ada: Actor, ben: Actor) {
  await eventually('they follow each other', async () => {
    await ben.follows(ada)
    await ada.follows(ben)
    return true
  })
  const adasPost = await ada.publishes({ text: `I am @${ada.handle} #light`, assetIds: [await ada.uploads()] })
  const bensPost = await ben.publishes({ text: `Look, @${ada.handle}!` })
  await eventually('both posts are there', async () => {
    await ben.likes(adasPost)
    await ada.likes(bensPost)
    return true
  })
  await ben.comments(adasPost, 'oh!')
  await ada.comments(bensPost, 'ah!')
  const boardId = await ada.creates({ name: 'mornings' })
  await ada.savesTo(boardId, bensPost)
  const bensBoard = await ben.creates({ name: 'evenings' })
  await ben.savesTo(bensBoard, adasPost)
  await eventually('ada is told of ben', async () => {
    const { notifications } = await ask(world, '{ notifications { nodes { id } } }', {}, ada)
    return notifications.nodes.length >= 2
  })
  return { adasPost, bensPost, bensBoard }
}

/** What is in the archive that somebody is given of what is theirs, by its name; unpacked by the program that people have. */
async function copyOf(world: World, who: Actor): Promise<Map<string, string>> {
  const { requestDataExport } = await ask(
    world,
    'mutation ($key: UUID!) { requestDataExport(input: { idempotencyKey: $key }) { export { id state } userErrors { code } } }',
    { key: randomUUID() },
    who,
  )
  expect(requestDataExport).toEqual({ export: { id: expect.any(String), state: 'QUEUED' }, userErrors: [] })
  let url = ''
  await eventually(
    'the archive is ready',
    async () => {
      const { viewer } = await ask(world, '{ viewer { dataExports { state url } } }', {}, who)
      url = viewer.dataExports[0].url ?? ''
      return viewer.dataExports[0].state === 'READY'
    },
    60_000,
  )
  const dir = await mkdtemp(path.join(tmpdir(), 'varal-copy-'))
  try {
    const archive = path.join(dir, 'archive.zip')
    await writeFile(archive, Buffer.from(await (await fetch(url)).arrayBuffer()))
    await promisify(execFile)('unzip', ['-q', archive, '-d', path.join(dir, 'in')])
    const files = await readdir(path.join(dir, 'in'), { recursive: true, withFileTypes: true })
    const contents = new Map<string, string>()
    for (const file of files.filter((one) => one.isFile())) {
      const name = path.join(file.parentPath, file.name)
      contents.set(path.relative(path.join(dir, 'in'), name), await readFile(name, 'utf8'))
    }
    return contents
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const lines = (text = '') =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

async function ask(world: World, query: string, variables: object, as?: Actor): Promise<any> {
  const response = await fetch(`${world.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(as ? { authorization: `Bearer ${as.accessToken}` } : {}) },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: any; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}
