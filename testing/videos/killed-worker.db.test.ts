import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPorts } from '@varal/bin/open-ports'
import { newSigningKey } from '@varal/bin/signing-key'
import { beginProcessing } from '@varal/media/asset-state'
import { assetsById } from '@varal/media/assets/reads'
import { assets } from '@varal/media/assets/tables'
import { originalKey } from '@varal/media/object-keys'
import { media } from '@varal/media/subgraph'
import { drawClip } from '@varal/media/videos/test-clips'
import { readConfig } from '@varal/platform/config'
import { mintId } from '@varal/platform/mint-id'
import { startSubgraph } from '@varal/platform/start-subgraph'
import { workOn } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { expect, inject, test } from 'vitest'
import { cloneDatabase } from '../databases.ts'
import { ffmpeg } from '../ffmpeg.ts'
import { eventually } from '../world/eventually.ts'
import { freePorts } from '../world/free-ports.ts'

const RESCUED_MS_MAX = 60_000
const root = fileURLToPath(new URL('../..', import.meta.url))

test('a video whose worker is killed in the middle is rescued within a minute, and nothing is left of the first try', {
  timeout: 240_000,
}, async ({ skip }) => {
  if (!ffmpeg) return skip('this machine has no ffmpeg')
  await using stack = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'killed-worker-'))
  stack.defer(() => rm(dir, { recursive: true, force: true }))
  const namespace = `test_${inject('runId')}_${randomBytes(4).toString('hex')}`
  stack.use(await cloneDatabase(inject('postgresUrl'), inject('runId'), 'media', `${namespace}_media`))
  const [objectsPort] = await freePorts(1)
  const secret = () => randomBytes(24).toString('base64url')
  const env = {
    ...{ POSTGRES_URL: inject('postgresUrl'), REDIS_URL: inject('redisUrl'), NATS_URL: inject('natsUrl') },
    ...{
      NAMESPACE: namespace,
      INTERNAL_PORT: '0',
      OBJECTS_PORT: String(objectsPort),
      OBJECTS_DIR: join(dir, 'objects'),
    },
    ...{
      OBJECTS_SECRET_KEY: secret(),
      CURSOR_SECRET: secret(),
      INTERNAL_SECRET: secret(),
      STORED_SECRETS_KEY: secret(),
    },
    ...{ ACCESS_TOKEN_KEY: newSigningKey(), MAIL_DIR: join(dir, 'mail'), LOG_LEVEL: 'error' },
  }
  const shared = await openPorts(readConfig(env), stack, { servesObjects: true })
  const ports = await shared.portsOf('media')
  stack.use(await startSubgraph(media, ports, { serves: true, jobSlots: 0 }))
  const startWorker = () => {
    // Its own folder of temporary files, so that what is left in it is its own.
    const temporary = { TMPDIR: dir }
    const args = ['--import', './bin/modules.mjs', 'bin/worker.ts', 'media']
    const worker = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env, ...temporary },
      stdio: 'inherit',
    })
    stack.defer(() => end(worker, 'SIGTERM'))
    return worker
  }
  const jobFolders = async () => (await readdir(dir)).filter((name) => name.startsWith('varal-video-'))

  const clip = await drawClip(ffmpeg, dir, { width: 1280, height: 720, seconds: 20 })
  const work = workOn({ db: ports.database.db, clock: ports.clock, live: ports.live })
  const [assetId, ownerId] = [mintId('Asset', ports.clock.now()), mintId('User', ports.clock.now()) as UserId]
  await ports.objects.put('originals', originalKey(assetId), clip, 'video/mp4')
  await work(async (unit) => {
    await unit.db.insert(assets).values({
      ...{ id: assetId, ownerId, kind: 'VIDEO', state: 'AWAITING_BYTES', percent: 0, createdAt: unit.at },
      sha256: createHash('sha256').update(clip).digest('hex'),
      renditionSecret: randomBytes(16).toString('hex'),
    })
    await beginProcessing(unit, assetId)
    unit.announce('media.upload.finished', { assetId, ownerId, uploadId: mintId('Upload', unit.at) })
  })
  const stateOf = async () => (await assetsById(ports.database.db)([assetId]))[0]

  const first = startWorker()
  await eventually('the first worker encodes', async () => ((await stateOf())?.percent ?? 0) >= 10, 60_000)
  await end(first, 'SIGKILL')
  const killedMs = performance.now()
  expect((await stateOf())?.state).toBe('PROCESSING')
  expect(await jobFolders()).toHaveLength(1)

  startWorker()
  await eventually('the second takes it over', async () => ((await stateOf())?.percent ?? 0) > 10, RESCUED_MS_MAX)
  expect(performance.now() - killedMs).toBeLessThan(RESCUED_MS_MAX)
  await eventually('it is ready', async () => (await stateOf())?.state === 'READY', 150_000)
  await eventually('no temporary files are left', async () => (await jobFolders()).length === 0)
  const keys: string[] = []
  for await (const { key } of ports.objects.list('renditions', 'videos/')) keys.push(key.split('/').slice(2).join('/'))
  expect(keys.filter((key) => key.startsWith('first-')).every((key) => key.startsWith('first-2/'))).toBe(true)
  expect(keys).toContain('first-2/720.mp4')
})

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
